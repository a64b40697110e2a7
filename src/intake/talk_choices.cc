// Pressed buttons and rows of lists.
#include "intake/talk.h"

namespace opak::intake {

void Talk::hear_choice(const std::string& id) {
  const auto what = id.substr(0, id.find(':'));
  const auto rest = id.find(':') == std::string::npos ? "" : after_colon(id);
  if (what == "svc") return service() != nullptr && !c().application.empty() ? ask_switch(rest) : start(rest);
  if (what == "switch") return is_offered(id) ? switch_to(rest) : repeat();
  if (what == "go") return go(rest);
  if (what == "stop") return rest == "no" ? repeat() : stop();
  if (what == "back") return service() != nullptr ? back_to_address() : greet();
  if (what == "lang") return speak(rest);
  if (what == "cancel") return cancel(rest);
  if (what == "photo") return place_photo(rest);
  if (what == "home") return hear_home(rest);
  // The button of a template answers with its words.
  if (const auto word = courier_word(); !word.empty()) return hear_home(after_colon(word));
  if (service() == nullptr) return greet();  // A button of long ago.
  if (what == "opt") return option(rest);
  if (what == "kec") return choose_kecamatan(rest);
  if (what == "kel") return choose_kelurahan(rest);
  if (what == "later") return later(rest);
  if (what == "hint") return settle_hint(rest);
  if (what == "doubt") return settle_doubt(rest);
  if (what == "receiver") return receive_self();
  if (what == "edit") return edit(rest);
  if (id == "change") return ask("change");
  if (id == "send") return send();
  not_understood();
}

void Talk::go(const std::string& where) {
  if (where == "more") return more();
  if (where == "officer") return hand_over("asked");
  if (where == "bot") return repeat();
  if (where == "status") return tell_status();
  if (where == "requirements") return say(info(Intent::requirements), {choice("svc:lost", "service.lost.title"), choice("svc:damaged", "service.damaged.title")});
  if (where == "fee") return say(info(Intent::fee));
  if (where == "hours") return say(info(Intent::hours_location));
  if (where == "other_service") return say(info(Intent::change_data), {officer_button()});
  if (where == "language")
    return say_list(text("dialogue.ask.language"), text("dialogue.button.choose"),
                    {{"lang:id", "Indonesia", ""}, {"lang:en", "English", ""}, {"lang:su", "Basa Sunda", ""}, {"lang:jv", "Jawa Serang", ""}});
  greet();
}

void Talk::cancel(const std::string& how) {
  if (how == "ask") return ask_cancel();
  if (how == "no") return c().asking.empty() ? greet() : repeat();
  if (service() == nullptr) return say(text("dialogue.nothing_to_cancel"));
  if (!c().application.empty()) want(wish::Drop{c().application});
  leave_form();
  say(text("dialogue.cancelled"));
}

void Talk::leave_form() {
  c().service.clear();
  c().application.clear();
  c().photos.clear();
  c().asking.clear();
  c().answers = {};
  c().papers.clear();
  c().offered.clear();
  c().doubt = {};
  c().kecamatan.clear();
}

void Talk::option(const std::string& rest) {
  const auto key = rest.substr(0, rest.find(':'));
  const auto value = after_colon(rest);
  const auto* question = service()->find_question(key);
  if (question == nullptr || std::none_of(question->options.begin(), question->options.end(), [&](const auto& o) { return o.key == value; })) return not_understood();
  put(key, value);
  if (key == "delivery") forget({"kelurahan", "street", "rt", "rw", "landmark", "pin", "receiver"});
  if (key == "for_whom" && c().application.empty()) {
    want(wish::Begin{c().service});
    want(wish::Save{Personal<Fields>({{key, value}})});
  }
  go_on();
}

void Talk::choose_kecamatan(const std::string& kecamatan) {
  if (regions().in_kecamatan(kecamatan).empty()) return not_understood();
  c().kecamatan = kecamatan;
  c().page = 0;
  if (answer("delivery") != "home") put("delivery", "home");
  ask("kelurahan");
}

void Talk::choose_kelurahan(const std::string& code) {
  if (code == "more") {
    ++c().page;
    return ask("kelurahan");
  }
  if (code == "no") return forget({"pin"}), ask("delivery");
  const auto* region = regions().by_code(code);
  if (region == nullptr) return not_understood();
  if (const auto pin = law::parse_place(answer("pin")); pin && !law::may_lie_in(*region, *pin)) forget({"pin"});
  if (answer("delivery") != "home") put("delivery", "home");
  put("kelurahan", region->code);
  c().kecamatan = region->kecamatan;
  go_on();
}

void Talk::later(const std::string& paper) {
  const auto* known = service()->find_paper(paper);
  if (known == nullptr || !known->may_come_later) return not_understood();
  c().papers[paper] = "later";
  go_on();
}

void Talk::settle_hint(const std::string& rest) {
  if (rest == "use") return go_on();
  const auto paper = after_colon(rest);  // "again:<paper>"
  // An old button, of a form that was left: this one has no such photo yet.
  if (c().application.empty() || c().papers.count(paper) == 0) return go_on();
  c().papers.erase(paper);
  ask("paper:" + paper);
}

void Talk::receive_self() {
  put("receiver", one_spaced(answer("name")));
  go_on();
}

void Talk::edit(const std::string& what) {
  if (what == "address") {
    forget({"delivery", "kelurahan", "street", "rt", "rw", "landmark", "pin", "receiver"});
  } else if (what.starts_with("paper:")) {
    c().papers.erase(after_colon(what));
  } else {
    forget({what});
  }
  go_on();
}

void Talk::send() {
  if (next_need() != "summary") return go_on();
  c().asking = "summary";
  want(wish::WantMessages{});
  want(wish::Send{});
}

}  // namespace opak::intake
