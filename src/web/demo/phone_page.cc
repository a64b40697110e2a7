// The pretend phone: a chat with the city, as a resident sees it. Written to, pressed and photographed with forms; the answers
// come by the page's stream, or with "muat ulang" where there is no script.
#include <mutex>
#include <set>

#include "channels/whatsapp/webhook.h"
#include "law/phone.h"
#include "web/demo/pages.h"
#include "web/demo/stage.h"

namespace opak::web {
namespace {

// Numbers that belong to nobody.
constexpr std::string_view ready_numbers[] = {"+6281200009001", "+6281200009002", "+6281200009003"};

std::string number_of(std::string_view typed) {
  const auto phone = law::Phone::parse(typed);
  return phone ? phone->international() : std::string(ready_numbers[0]);
}

std::string phone_path(std::string_view number) { return "/demo/hp?nomor=" + percent_encoded(number); }

// The addresses in a message become links, if they are our own.
void with_links(Html& html, const Site& site, std::string_view text) {
  const std::string start = site.settings.public_address + "/";
  while (true) {
    const auto at = text.find(start);
    if (at == std::string_view::npos) break;
    const auto end = std::min(text.find_first_of(" \n\t)", at), text.size());
    const auto path = text.substr(at + start.size() - 1, end - at - start.size() + 1);
    html << text.substr(0, at) << "<a href=\""_lit << Href::local(path) << "\">"_lit << text.substr(at, end - at) << "</a>"_lit;
    text = text.substr(end);
  }
  html << text;
}

// A press sends the page's one form "tekan"; so a bubble needs no token of its own and can come by the stream.
void choices(Html& html, const std::vector<channels::whatsapp::Title>& titles) {
  if (titles.empty()) return;
  html << "<p class=\"acts\">"_lit;
  for (const auto& title : titles) {
    html << "<button class=\"btn alt\" form=\"tekan\" name=\"pilihan\" value=\""_lit << (title.id + "|" + title.title) << "\">"_lit << title.title;
    if (!title.description.empty()) html << " <small>"_lit << title.description << "</small>"_lit;
    html << "</button>"_lit;
  }
  html << "</p>"_lit;
}

Html bubbles(const Site& site, const Speech& say, const std::string& number) {
  Html html;
  const auto messages = site.stage->graph.messages(number);
  html << "<ol class=\"chat\" id=\"obrolan\">"_lit;
  if (messages.empty()) html << "<li><p>"_lit << say("demo.phone.empty") << "</p></li>"_lit;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto& message = messages[i];
    html << (message.from_us ? "<li>"_lit : "<li class=\"us\">"_lit) << "<small>"_lit
         << (message.from_us ? std::string(site.catalogue.city().office_short) : say("demo.phone.you", Words{})) << " · "_lit << say.clock_time(message.at) << "</small><div class=\"words\">"_lit;
    if (message.kind == "photo") html << say("demo.phone.photo_sent") << " "_lit;
    with_links(html, site, message.text);
    html << "</div>"_lit;
    // Only the last question waits for an answer; an older one can still be read.
    if (i + 3 > messages.size()) {
      choices(html, message.buttons);
      choices(html, message.rows);
    }
    html << "</li>"_lit;
  }
  html << "</ol>"_lit;
  return html;
}

std::string topic_of(catalogue::Lang lang, const std::string& number) { return "demo/" + std::string(catalogue::code_of(lang)) + "/" + number; }

std::string chat_event(const Site& site, catalogue::Lang lang, const std::string& number) {
  return net::event_text("message", "obrolan\n" + bubbles(site, Speech(site.sentences(), lang), number).take());
}

// Who looks at which phone, so that a new message is drawn only for them.
class Lookers {
 public:
  using Look = std::pair<catalogue::Lang, std::string>;
  void add(catalogue::Lang lang, const std::string& number) {
    std::lock_guard lock(mutex_);
    looks_.emplace(lang, number);
  }
  std::set<Look> of(std::string_view digits) {
    std::lock_guard lock(mutex_);
    std::set<Look> found;
    for (const auto& look : looks_)
      if (look.second == "+" + std::string(digits)) found.insert(look);
    return found;
  }

 private:
  std::mutex mutex_;
  std::set<Look> looks_;
};

Lookers& lookers() {
  static Lookers one;
  return one;
}

// The phone knocks as WhatsApp would, signature and all; then the chat is shown again.
Reply knock(Site& site, const Visitor& visitor, const channels::Webhook& webhook, const std::string& number) {
  return channels::whatsapp::receive(site.office, channels::PretendGraph::demo_settings(), webhook.signature, webhook.body).then([&site, visitor, number](const int& status) -> Response {
    if (status != 200) return error_page(site, visitor, 503);
    if (site.stage->wake_inbox) site.stage->wake_inbox();
    return see_other(phone_path(number) + "#akhir");
  });
}

void choose_number(Page& page, const std::string& number) {
  page.html << "<form method=\"get\" action=\"/demo/hp\">"_lit;
  field(page, {.name = "nomor", .label = page.say("demo.phone.number"), .hint = page.say("demo.phone.number_hint"), .value = number, .kind = InputKind::tel, .width = "w16", .letters_max = 20});
  button(page, page.say("demo.phone.take"), Weight::second);
  page.html << "</form>"_lit;
}

void write_form(Page& page, const std::string& number) {
  form_begin(page, "/demo/hp/tulis");
  hidden(page, "nomor", number);
  text_area(page, {.name = "teks", .label = page.say("demo.phone.write"), .hint = page.say("demo.phone.write_hint"), .letters_max = 2000}, 2);
  acts_begin(page);
  button(page, page.say("demo.phone.send"));
  acts_end(page);
  form_end(page);
}

void photo_form(Page& page, const std::string& number) {
  form_begin(page, "/demo/hp/foto", Sends::files);
  hidden(page, "nomor", number);
  page.hint(page.say("demo.phone.photo_hint"));
  acts_begin(page);
  for (const auto& [value, words] : {std::pair{"loss_letter", "demo.phone.loss_letter"}, {"family_card", "demo.phone.family_card"}, {"blurred", "demo.phone.blurred"}})
    button(page, page.say(words), Weight::second, "pilihan", value);
  acts_end(page);
  field(page, {.name = "foto", .label = page.say("demo.phone.own_photo"), .kind = InputKind::file, .optional = true});
  acts_begin(page);
  button(page, page.say("demo.phone.send_photo"), Weight::second, "pilihan", "own");
  acts_end(page);
  form_end(page);
}

}  // namespace

void phone_rang(Site& site, std::string_view digits) {
  for (const auto& [lang, number] : lookers().of(digits)) site.broadcaster.publish(topic_of(lang, number), chat_event(site, lang, number));
}

Reply phone_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto number = number_of(request.query_field("nomor"));
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("demo.phone.title")), .back = "/demo", .live = "/demo/hp/alir?nomor=" + percent_encoded(number)});
  page.html << "<div class=\"read\">"_lit;
  page.heading(page.say("demo.phone.title"));
  choose_number(page, number);
  page.html << "<p class=\"vh\" id=\"kabar\" role=\"status\"></p>"_lit;
  page.html.append(bubbles(site, page.say, number));
  page.html << "<p id=\"akhir\">"_lit;
  link_button(page, Href::local(phone_path(number) + "#akhir"), page.say("demo.phone.again"), Weight::link);
  page.html << "</p>"_lit;
  write_form(page, number);
  photo_form(page, number);
  page.form_was_written();
  // The form that every bubble's buttons belong to.
  page.html << "<form id=\"tekan\" method=\"post\" action=\"/demo/hp/tekan\"><input type=\"hidden\" name=\"bukti\" value=\""_lit << form_token(site, visitor)
            << "\"><input type=\"hidden\" name=\"nomor\" value=\""_lit << number << "\"></form>"_lit;
  page.html << "</div>"_lit;
  return page.done();
}

Reply phone_stream(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto number = number_of(request.query_field("nomor"));
  lookers().add(visitor.lang, number);
  return net::EventStream{topic_of(visitor.lang, number), chat_event(site, visitor.lang, number), {}};
}

Reply phone_say(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto number = number_of(request.form().field("nomor"));
  const std::string text(request.form().field("teks"));
  if (text.empty()) return see_other(phone_path(number));
  return knock(site, visitor, site.stage->graph.say(number, text), number);
}

Reply phone_press(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto number = number_of(request.form().field("nomor"));
  const std::string chosen(request.form().field("pilihan"));
  const auto middle = chosen.find('|');
  if (middle == std::string::npos) return see_other(phone_path(number));
  return knock(site, visitor, site.stage->graph.press(number, chosen.substr(0, middle), chosen.substr(middle + 1)), number);
}

Reply phone_photo(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& form = request.form();
  const auto number = number_of(form.field("nomor"));
  const auto chosen = form.field("pilihan");
  Bytes photo = chosen == "loss_letter" ? site.stage->loss_letter : chosen == "family_card" ? site.stage->family_card : chosen == "blurred" ? site.stage->blurred : Bytes();
  if (chosen == "own")
    if (const auto* file = form.find_file("foto")) photo = file->bytes;
  if (photo.empty()) return see_other(phone_path(number));
  return knock(site, visitor, site.stage->graph.send_photo(number, photo), number);
}

}  // namespace opak::web
