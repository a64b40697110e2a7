// A whole city in one thread for journeys: the real pages behind the real handler, WhatsApp through its webhook and a
// pretend phone, the clock set by hand, the officers of the example office.
#pragma once

#include "access/staff.h"
#include "access/totp.h"
#include "channels/dispatcher.h"
#include "channels/pretend_graph.h"
#include "channels/whatsapp/inbox.h"
#include "channels/whatsapp/webhook.h"
#include "intake/understanding.h"
#include "pretend_browser.h"
#include "office/book.h"
#include "office/office_twin.h"
#include "web/channel_routes.h"
#include "web/site.h"

namespace opak::journeys {

class CityInATest {
 public:
  CityInATest()
      : limiter(twin.chance), passwords(twin.chance, access::Strength::cheap, access::PasswordWorker::Runs::at_once),
        site{*twin.office, office::OfficeTwin::the_catalogue(), broadcaster, limiter, passwords, {.secure_cookies = false, .demo = false, .public_address = "http://localhost:8080", .checks_kept = true}},
        settings(channels::PretendGraph::demo_settings()), phones(settings, twin.clock), graph(phones, settings), dispatcher(*twin.office, graph) {
    web::watch_commits(site);
    web::hang_whatsapp_doors(site, settings);
    handler = web::handler_of(site);
    phones.show_templates_by([this](const std::string& name, const std::string& language, const std::vector<std::string>& values) { return template_words(name, language, values); });
    twin.child = reader_of_everything();
    for (const auto& [login, roles] : staff()) hire(login, roles);
    hire("yanti", {access::Role::counter}, "kasemen");
  }

  net::Response ask(const net::Request& request) {
    auto reply = handler(request, 0);
    if (const auto* later = std::get_if<Later<net::Response>>(&reply)) return later->wait();
    if (const auto* response = std::get_if<net::Response>(&reply)) return *response;
    return {.status = 200, .body = std::get<net::EventStream>(reply).first_event, .content_type = "text/event-stream"};
  }

  // What comes in is worked on, what waits goes out, the phones tell that it arrived; until all is quiet.
  void let_messages_run() {
    for (int round = 0; round < 50; ++round) {
      const int done = channels::whatsapp::process_inbox(*twin.office, graph, understanding());
      const int sent = dispatcher.run_once();
      const auto statuses = phones.statuses_waiting();
      for (const auto& status : statuses) knock(status);
      if (done == 0 && sent == 0 && statuses.empty()) return;
    }
    throw std::runtime_error("the messages never come to rest");
  }
  int knock(const channels::Webhook& webhook) {
    net::Request request;
    request.method = "POST";
    request.target = request.path = "/kait/whatsapp";
    request.headers = {{"content-type", "application/json"}, {"x-hub-signature-256", webhook.signature}};
    request.body = webhook.body;
    request.remote_address = "203.0.113.1";
    return ask(request).status;
  }

  bool works_here(const std::string& login) const { return ids.contains(login); }
  std::string code_of(const std::string& login) { return access::totp_code(secrets.at(login), twin.clock.now()); }
  static std::string password_of(const std::string& login) { return "kebun pisang " + login; }

  office::OfficeTwin twin;
  net::Broadcaster broadcaster;
  access::Limiter limiter;
  access::PasswordWorker passwords;
  web::Site site;
  net::Handler handler;
  channels::whatsapp::Settings settings;
  channels::PretendGraph phones;
  channels::whatsapp::Graph graph;
  channels::Dispatcher dispatcher;
  std::map<std::string, std::string> ids;

  // With password and authenticator, as an admin would.
  void hire(const std::string& login, access::Roles roles, const std::string& place = "36.73") {
    const auto hash = access::hash_password(password_of(login), access::Strength::cheap, twin.chance);
    std::string name = login;
    name[0] = static_cast<char>(std::toupper(name[0]));
    office::OfficeTwin::must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      auto& vault = twin.office->vault();
      const auto made = access::create_staff(book.database(), vault, {.login = login, .name = name, .roles = roles, .office = place, .password_hash = hash}, book.now());
      if (!made) return made.error();
      ids[login] = made->id;
      secrets[login] = access::begin_totp(book.database(), vault, made->id, twin.chance);
      ensure(access::confirm_totp(book.database(), vault, made->id, access::totp_code(secrets[login], book.now()), book.now(), twin.chance).has_value(), "the first code is right");
      return office::Done{};
    }));
  }

  // The smallest picture that the strict walk lets through.
  static Bytes small_jpeg() { return Bytes("\xFF\xD8\xFF\xDA\x00\x02\xFF\xD9", 8); }

 private:
  static std::vector<std::pair<std::string, access::Roles>> staff() {
    using enum access::Role;
    return {{"rina", {operator_}}, {"dewi", {operator_}}, {"budi", {verifier}}, {"sari", {verifier}}, {"joko", {printer}}, {"agus", {courier}}, {"ratna", {supervisor}}, {"tuti", {admin}}, {"dedi", {courier}}};
  }
  static const intake::Understanding& understanding() {
    static const auto once = intake::Understanding::embedded();
    return once;
  }
  // A template as the phone shows it: the approved sentence is ours, the values are the message's.
  std::string template_words(const std::string& name, const std::string& language, const std::vector<std::string>& values) {
    const auto sentence = std::string(site.catalogue.sentences().text(language == "en" ? catalogue::Lang::en : catalogue::Lang::id, "notice." + name.substr(5)));
    Words words;
    const auto places = channels::placeholders_in_order(sentence);
    for (std::size_t i = 0; i < places.size() && i < values.size(); ++i) words.emplace_back(places[i], values[i]);
    return filled(sentence, words);
  }
  // Where opak-reader would look at a stranger's file; what it makes of one is tested beside it.
  static ScriptedChild reader_of_everything() {
    return ScriptedChild([](const auto&, ByteView) -> Result<ChildRun> {
      return ChildRun{0, R"({"kind":"jpeg","width":10,"height":10,"bytes":[8,8],"pages":1,"looks":{"sharpness":1.0,"brightness":99.0,"contrast":9.0,"hints":[]}})" "\n" + small_jpeg() + small_jpeg(), false};
    });
  }
  std::map<std::string, Bytes> secrets;
};

}  // namespace opak::journeys
