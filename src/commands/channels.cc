#include "commands/channels.h"

#include <optional>

#include "base/log.h"
#include "channels/dispatcher.h"
#include "channels/whatsapp/inbox.h"
#include "channels/whatsapp/webhook.h"
#include "web/channel_routes.h"

namespace opak::commands {
namespace {

namespace whatsapp = channels::whatsapp;

class WhatsApp : public Messengers {
 public:
  WhatsApp(office::Office& office, web::Site& site, whatsapp::Settings settings, Outgoing& outgoing)
      : office_(office), settings_(std::move(settings)), graph_(outgoing, settings_), inbox_(office, graph_, understanding_), dispatcher_(office, graph_) {
    web::hang_whatsapp_doors(site, settings_);
    office.on_committed([this](const office::Committed& committed) {
      if (committed.outbox) dispatcher_.wake();
    });
    inbox_.start();
    dispatcher_.start();
    sweeper_.emplace("sweeping the inbox", hours(1), [this] { whatsapp::sweep_inbox(office_); });
  }
  ~WhatsApp() override { WhatsApp::stop(); }

  void stop() override {
    sweeper_.reset();
    dispatcher_.stop();
    inbox_.stop();
  }
  void wake() { inbox_.wake(); }

 private:
  office::Office& office_;
  const whatsapp::Settings settings_;
  whatsapp::Graph graph_;
  const intake::Understanding understanding_ = intake::Understanding::embedded();
  whatsapp::InboxWorker inbox_;
  channels::Dispatcher dispatcher_;
  std::optional<Again> sweeper_;
};

// A phone answers "sent", "delivered", "read" by itself.
class PretendPhones : public Messengers {
 public:
  PretendPhones(office::Office& office, web::Site& site, channels::PretendGraph& graph, Outgoing& outgoing, std::function<void()>& wake_inbox)
      : graph_(graph), whatsapp_(office, site, channels::PretendGraph::demo_settings(), outgoing) {
    wake_inbox = [this] { whatsapp_.wake(); };
    statuses_.emplace("statuses of the pretend phones", 500, [this, &office] {
      for (const auto& webhook : graph_.statuses_waiting())
        whatsapp::receive(office, channels::PretendGraph::demo_settings(), webhook.signature, webhook.body).wait();
    });
  }
  ~PretendPhones() override { PretendPhones::stop(); }
  void stop() override {
    statuses_.reset();
    whatsapp_.stop();
  }

 private:
  channels::PretendGraph& graph_;
  WhatsApp whatsapp_;
  std::optional<Again> statuses_;
};

}  // namespace

Result<whatsapp::Settings> whatsapp_settings(const Settings& settings) {
  whatsapp::Settings out;
  out.base_url = settings.graph_url;
  out.version = settings.graph_version;
  if (settings.phone_number_id.empty()) return out;
  out.phone_number_id = settings.phone_number_id;
  for (const auto& [file, secret] : {std::pair{&settings.token_file, &out.token}, {&settings.app_secret_file, &out.app_secret}, {&settings.verify_token_file, &out.verify_token}}) {
    auto read = read_secret_file(*file);
    if (!read) return tl::unexpected(read.error());
    *secret = std::move(*read);
  }
  return out;
}

OpensMessengers real_messengers(whatsapp::Settings settings, Outgoing& outgoing) {
  if (!settings.is_complete()) {
    log_warning("WhatsApp is off: whatsapp.phone_number_id is not set; letters wait in the outbox");
    return {};
  }
  return [settings = std::move(settings), &outgoing](office::Office& office, web::Site& site) -> Result<std::unique_ptr<Messengers>> {
    return std::make_unique<WhatsApp>(office, site, settings, outgoing);
  };
}

OpensMessengers pretend_messengers(channels::PretendGraph& graph, Outgoing& outgoing, std::function<void()>& wake_inbox) {
  return [&graph, &outgoing, &wake_inbox](office::Office& office, web::Site& site) -> Result<std::unique_ptr<Messengers>> {
    return std::make_unique<PretendPhones>(office, site, graph, outgoing, wake_inbox);
  };
}

}  // namespace opak::commands
