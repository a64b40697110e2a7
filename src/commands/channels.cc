#include "commands/channels.h"

#include <optional>

#include "base/log.h"
#include "base/real_world.h"
#include "channels/dispatcher.h"
#include "channels/email.h"
#include "channels/pretend_graph.h"
#include "channels/sms.h"
#include "channels/whatsapp/inbox.h"
#include "channels/whatsapp/templates.h"
#include "web/channel_routes.h"

namespace opak::commands {
namespace {

namespace whatsapp = channels::whatsapp;

class WhatsApp : public Messengers {
 public:
  WhatsApp(office::Office& office, web::Site& site, whatsapp::Settings settings, Outgoing& outgoing, OtherWays ways = {})
      : office_(office), settings_(std::move(settings)), graph_(outgoing, settings_), inbox_(office, graph_, understanding_) {
    std::vector<channels::Carrier*> carriers;
    if (!ways.sms.empty()) carriers.push_back(&sms_.emplace(office, outgoing, std::move(ways.sms), ways.sms_report_address));
    if (ways.email) {
      mailer_.emplace(*ways.email, clock_);
      carriers.push_back(&email_.emplace(office, *mailer_, ways.host));
    }
    dispatcher_.emplace(office, settings_.is_complete() ? &graph_ : nullptr, std::move(carriers));
    if (settings_.is_complete()) web::hang_whatsapp_doors(site, settings_, [this] { inbox_.wake(); });
    if (sms_) web::hang_sms_door(site);
    office.on_committed([this](const office::Committed& committed) {
      if (committed.outbox) dispatcher_->wake();
    });
    inbox_.start();
    dispatcher_->start();
    sweeper_.emplace("sweeping the inbox", hours(1), [this] { whatsapp::sweep_inbox(office_); });
    if (settings_.is_complete() && !settings_.business_account.empty()) templates_.emplace("asking for templates", hours(1), [this, &outgoing] { ask_for_templates(outgoing); });
  }
  ~WhatsApp() override { WhatsApp::stop(); }

  void stop() override {
    templates_.reset();
    sweeper_.reset();
    dispatcher_->stop();
    inbox_.stop();
  }

 private:
  void ask_for_templates(Outgoing& outgoing) {
    const auto names = whatsapp::fetch_templates(outgoing, settings_);
    if (names) whatsapp::note_templates(office_, *names);
    else log_warning("WhatsApp does not say which templates were approved", {{"why", names.error().what}});
  }

  office::Office& office_;
  const whatsapp::Settings settings_;
  whatsapp::Graph graph_;
  const intake::Understanding understanding_ = intake::Understanding::embedded();
  whatsapp::InboxWorker inbox_;
  SystemClock clock_;
  std::optional<channels::Sms> sms_;
  std::optional<net::SmtpMailer> mailer_;
  std::optional<channels::Email> email_;
  std::optional<channels::Dispatcher> dispatcher_;
  std::optional<Again> sweeper_, templates_;
};

// The channels of the example city: as a real one's, with a Meta that begins and ends with them.
class PretendWhatsApp : public Messengers {
 public:
  PretendWhatsApp(office::Office& office, web::Site& site, PretendMetaProcess& meta, Outgoing& outgoing) : meta_(meta), whatsapp_(office, site, meta.settings(), outgoing) {}
  ~PretendWhatsApp() override { PretendWhatsApp::stop(); }
  void stop() override {
    whatsapp_.stop();
    meta_.stop();
  }

 private:
  PretendMetaProcess& meta_;
  WhatsApp whatsapp_;
};

}  // namespace

Result<whatsapp::Settings> whatsapp_settings(const Settings& settings) {
  whatsapp::Settings out;
  out.base_url = settings.graph_url;
  out.version = settings.graph_version;
  if (settings.phone_number_id.empty()) return out;
  out.phone_number_id = settings.phone_number_id;
  out.business_account = settings.business_account_id;
  for (const auto& [file, secret] : {std::pair{&settings.token_file, &out.token}, {&settings.app_secret_file, &out.app_secret}, {&settings.verify_token_file, &out.verify_token}}) {
    auto read = read_secret_file(*file);
    if (!read) return tl::unexpected(read.error());
    *secret = std::move(*read);
  }
  const auto known = channels::PretendGraph::demo_settings();
  if (out.token == known.token || out.app_secret == known.app_secret || out.verify_token == known.verify_token)
    return failure("the secrets of WhatsApp are those of the example city, which everybody knows", "Put your own into the files that the table whatsapp names");
  return out;
}

Result<OtherWays> other_ways(const Settings& settings) {
  OtherWays ways;
  ways.sms_report_address = settings.sms_report_address.empty() ? public_address_of(settings) : settings.sms_report_address;
  const auto add = [&](const std::string& url, const std::string& user, const std::string& file, const std::string& from) -> Result<void> {
    if (url.empty()) return {};
    auto password = read_secret_file(file);
    if (!password) return tl::unexpected(password.error());
    ways.sms.push_back({url, user, std::move(*password), from});
    return {};
  };
  if (auto added = add(settings.sms_url, settings.sms_user, settings.sms_password_file, settings.sms_from); !added) return tl::unexpected(added.error());
  if (auto added = add(settings.sms_second_url, settings.sms_second_user, settings.sms_second_password_file, settings.sms_second_from); !added) return tl::unexpected(added.error());
  const auto address = public_address_of(settings);
  const auto begin = address.find("://") + 3;
  ways.host = address.substr(begin, address.find_first_of(":/", begin) - begin);
  if (settings.email_url.empty()) return ways;
  ways.email = net::SmtpSettings{settings.email_url, settings.email_user, {}, settings.email_from};
  if (!settings.email_password_file.empty()) {
    auto password = read_secret_file(settings.email_password_file);
    if (!password) return tl::unexpected(password.error());
    ways.email->password = std::move(*password);
  }
  return ways;
}

OpensMessengers real_messengers(whatsapp::Settings settings, OtherWays ways, Outgoing& outgoing) {
  if (!settings.is_complete()) log_warning("WhatsApp is off: whatsapp.phone_number_id is not set; letters go another way, or wait");
  return [settings = std::move(settings), ways = std::move(ways), &outgoing](office::Office& office, web::Site& site) -> Result<std::unique_ptr<Messengers>> {
    return std::make_unique<WhatsApp>(office, site, settings, outgoing, ways);
  };
}

OpensMessengers pretend_messengers(PretendMetaProcess& meta, Outgoing& outgoing) {
  return [&meta, &outgoing](office::Office& office, web::Site& site) -> Result<std::unique_ptr<Messengers>> {
    if (auto started = meta.start(); !started) return tl::unexpected(started.error());
    return std::make_unique<PretendWhatsApp>(office, site, meta, outgoing);
  };
}

}  // namespace opak::commands
