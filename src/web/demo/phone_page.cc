// The pretend phone: a chat with the city, as a resident sees it. Written to, pressed and photographed with forms; the answers
// come by the page's stream, or with "muat ulang" where there is no script.
#include <mutex>
#include <set>

#include "law/phone.h"
#include "web/demo/pages.h"
#include "web/demo/stage.h"

namespace opak::web {
namespace {

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
  html << "<p class=\"choices\">"_lit;
  for (const auto& title : titles) {
    html << "<button class=\"btn alt\" form=\"tekan\" name=\"pilihan\" value=\""_lit << (title.id + "|" + title.title) << "\">"_lit << title.title;
    if (!title.description.empty()) html << " <small>"_lit << title.description << "</small>"_lit;
    html << "</button>"_lit;
  }
  html << "</p>"_lit;
}

Html bubbles(const Site& site, const Speech& say, const std::string& number) {
  Html html;
  const auto messages = site.stage->phones.messages(number);
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

// The pretend WhatsApp is another process: it knocks at our webhook, and when we have answered there the chat is shown again.
Reply by_phone(Site& site, const Visitor& visitor, const std::string& number, std::function<Result<void>(channels::PretendPhones&)> act) {
  Later<Response> later;
  const bool taken = site.office.slowly([&site, visitor, number, later, act = std::move(act)] {
    const auto done = act(site.stage->phones);
    later.answer(done ? see_other(phone_path(number) + "#hp") : error_page(site, visitor, 503));
  });
  if (!taken) return error_page(site, visitor, 503);
  return later;
}

// One phone for each of the first invented people; any other number may be typed.
void choose_number(Page& page, const std::string& number) {
  page.html << "<ul class=\"tabs\">"_lit;
  for (const auto ready : ready_numbers) {
    page.html << "<li><a href=\""_lit << Href::local(phone_path(std::string(ready)) + "#hp") << (ready == number ? "\" aria-current=\"true\">"_lit : "\">"_lit) << ready << "</a></li>"_lit;
  }
  page.html << "</ul>"_lit;
}

void other_number(Page& page, const std::string& number) {
  page.html << "<details><summary>"_lit << page.say("demo.phone.other_number") << "</summary><form method=\"get\" action=\"/demo/hp\">"_lit;
  field(page, {.name = "nomor", .label = page.say("demo.phone.number"), .hint = page.say("demo.phone.number_hint"), .value = number, .kind = InputKind::tel, .width = "w16", .letters_max = 20});
  button(page, page.say("demo.phone.take"), Weight::second);
  page.html << "</form></details>"_lit;
}

void write_form(Page& page, const std::string& number) {
  form_begin(page, "/demo/hp/tulis");
  hidden(page, "nomor", number);
  page.html << "<div class=\"write\"><label class=\"vh\" for=\"teks\">"_lit << page.say("demo.phone.write") << "</label><textarea id=\"teks\" name=\"teks\" rows=\"2\" maxlength=\"2000\" placeholder=\""_lit
            << page.say("demo.phone.write") << "\"></textarea><button class=\"btn\">"_lit << page.say("demo.phone.send") << "</button></div>"_lit;
  form_end(page);
}

const DemoPerson& owner_of(const Site& site, const std::string& number) {
  const auto& people = site.stage->people;
  for (std::size_t n = 0; n < std::size(ready_numbers); ++n)
    if (ready_numbers[n] == number && n < people.size()) return people[n];
  return people.front();
}

// What this phone's owner would write, one press each, so that nobody has to copy sixteen digits.
void ready_words(Page& page, const std::string& number) {
  const auto& site = page.site;
  if (site.stage->people.empty()) return;
  const auto& person = owner_of(site, number);
  const auto* region = site.catalogue.city().regions.by_code(person.kelurahan);
  const std::string first(page.say("demo.ready." + person.label));
  const std::string address = person.street + ", RT " + person.rt + " RW " + person.rw;
  page.hint(page.say("demo.phone.ready", {{"nama", person.name}}));
  form_begin(page, "/demo/hp/tulis");
  hidden(page, "nomor", number);
  page.html << "<div class=\"ready\">"_lit;
  button(page, first, Weight::second, "teks", first);
  button(page, page.say("demo.phone.ready_data"), Weight::second, "teks", person.name + "\n" + person.nik + "\n" + person.kk);
  if (region) button(page, region->kelurahan, Weight::second, "teks", region->kelurahan);
  button(page, address, Weight::second, "teks", address);
  page.html << "</div>"_lit;
  form_end(page);
}

void photo_form(Page& page, const std::string& number) {
  form_begin(page, "/demo/hp/foto", Sends::files);
  hidden(page, "nomor", number);
  page.hint(page.say("demo.phone.photo_hint"));
  page.html << "<div class=\"ready\">"_lit;
  for (const auto& [value, words] : {std::pair{"loss_letter", "demo.phone.loss_letter"}, {"family_card", "demo.phone.family_card"}, {"blurred", "demo.phone.blurred"}})
    button(page, page.say(words), Weight::second, "pilihan", value);
  page.html << "</div><details><summary>"_lit << page.say("demo.phone.own_photo") << "</summary>"_lit;
  field(page, {.name = "foto", .label = page.say("demo.phone.own_photo"), .kind = InputKind::file});
  button(page, page.say("demo.phone.send_photo"), Weight::second, "pilihan", "own");
  page.html << "</details>"_lit;
  form_end(page);
}

}  // namespace

void phone_rang(Site& site, std::string_view digits) {
  for (const auto& [lang, number] : lookers().of(digits)) site.broadcaster.publish(topic_of(lang, number), chat_event(site, lang, number));
}

Reply phone_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto number = number_of(request.query_field("nomor"));
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("demo.phone.title")), .back = "/demo", .live = "/demo/hp/alir?nomor=" + percent_encoded(number), .more_style = "demo.css"});
  page.html << "<div class=\"read\">"_lit;
  page.heading(page.say("demo.phone.title"));
  choose_number(page, number);
  page.html << "<p class=\"vh\" id=\"kabar\" role=\"status\"></p><section class=\"hp\" id=\"hp\" aria-label=\""_lit << page.say("demo.phone.title") << "\"><p class=\"hp-top\"><b>"_lit
            << site.catalogue.city().office_short << "</b> <a href=\""_lit << Href::local(phone_path(number) + "#hp") << "\">"_lit << page.say("demo.phone.again")
            << "</a></p><div class=\"hp-chat\" tabindex=\"0\" role=\"region\" aria-label=\""_lit << page.say("demo.phone.talk") << "\">"_lit;
  page.html.append(bubbles(site, page.say, number));
  page.html << "</div>"_lit;
  write_form(page, number);
  page.html << "</section>"_lit;
  ready_words(page, number);
  photo_form(page, number);
  other_number(page, number);
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
  return by_phone(site, visitor, number, [number, text](channels::PretendPhones& phones) { return phones.say(number, text); });
}

Reply phone_press(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto number = number_of(request.form().field("nomor"));
  const std::string chosen(request.form().field("pilihan"));
  const auto middle = chosen.find('|');
  if (middle == std::string::npos) return see_other(phone_path(number));
  return by_phone(site, visitor, number, [number, chosen, middle](channels::PretendPhones& phones) { return phones.press(number, chosen.substr(0, middle), chosen.substr(middle + 1)); });
}

Reply phone_photo(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& form = request.form();
  const auto number = number_of(form.field("nomor"));
  const auto chosen = form.field("pilihan");
  Bytes photo = chosen == "blurred" ? site.stage->blurred : Bytes();
  if (!site.stage->people.empty() && (chosen == "loss_letter" || chosen == "family_card")) {
    const auto& owner = owner_of(site, number);
    photo = chosen == "loss_letter" ? owner.loss_letter : owner.family_card;
  }
  if (chosen == "own")
    if (const auto* file = form.find_file("foto")) photo = file->bytes;
  if (photo.empty()) return see_other(phone_path(number));
  return by_phone(site, visitor, number, [number, photo = std::move(photo)](channels::PretendPhones& phones) { return phones.send_photo(number, photo); });
}

}  // namespace opak::web
