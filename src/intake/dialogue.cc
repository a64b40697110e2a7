#include "intake/dialogue.h"

#include <algorithm>

#include "base/text.h"
#include "intake/answers_in_one.h"
#include "intake/drafts.h"
#include "law/answer.h"
#include "law/kk.h"

namespace opak::intake {
namespace {

using catalogue::Lang;
using Fields = vault::Fields;

constexpr std::size_t rows_max = 10;
constexpr int misses_before_help = 3;
constexpr double sure = 0.6;         // Below: the menu is kinder than a wrong guess.
constexpr double very_sure = 0.75;   // Above: a question in the middle of the form is no answer to it.

std::string value_of(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) { return std::find(words.begin(), words.end(), text) != words.end(); }

std::string after_colon(std::string_view id) { return std::string(id.substr(id.find(':') + 1)); }

// One turn of one conversation. Reads top to bottom: what holds everywhere, then what was asked, then a fresh start.
class Talk {
 public:
  Talk(const Conversation& conversation, const Knowledge& knowledge, Moment now) : turn_{conversation, {}, {}}, k_(knowledge), now_(now) {}

  Turn hear(const Incoming& incoming) {
    text_ = trimmed(PersonalAccess::look(incoming.text));
    incoming_ = &incoming;
    switch (incoming.kind) {
      case IncomingKind::reaction:
      case IncomingKind::revoked:
      case IncomingKind::number_changed: break;  // Nothing is asked of us.
      case IncomingKind::text: hear_text(); break;
      case IncomingKind::choice: hear_choice(incoming.choice); break;
      case IncomingKind::photo: hear_photo(); break;
      case IncomingKind::broken_photo: say_and_repeat("dialogue.photo_not_arrived"); break;
      case IncomingKind::location: hear_location(); break;
      case IncomingKind::voice: cannot_take("dialogue.voice"); break;
      case IncomingKind::sticker: cannot_take("dialogue.sticker"); break;
      case IncomingKind::edited: say_and_repeat("dialogue.edited"); break;
      case IncomingKind::unsupported: cannot_take("dialogue.unsupported"); break;
    }
    return std::move(turn_);
  }

  Turn hear_outcome(const Wish& wish, const office::Answer& answer) {
    std::visit([&](const auto& w) { outcome(w, answer); }, wish);
    return std::move(turn_);
  }

 private:
  Conversation& c() { return turn_.conversation; }
  const Fields& answers() { return PersonalAccess::look(turn_.conversation.answers); }
  const law::Service* service() { return k_.catalogue.find_service(c().service); }
  const law::Regions& regions() { return k_.catalogue.city().regions; }

  // ---- Words
  Lang lang() { return catalogue::lang_of(c().language).value_or(Lang::id); }
  std::string text(std::string_view key, Words words = {}) {
    words.emplace_back("kota", k_.catalogue.city().name);
    return k_.catalogue.sentences().say(lang(), key, words);
  }
  bool has_sentence(std::string_view key) { return k_.catalogue.sentences().has(Lang::id, key); }
  std::string refusal_text(const Refusal& refusal) {
    return has_sentence("refusal." + refusal.key) ? k_.catalogue.sentences().say(lang(), refusal) : text("dialogue.cannot_now");
  }
  Choice choice(std::string id, std::string_view key) { return {std::move(id), text(key), ""}; }
  Choice officer_button() { return choice("go:officer", "dialogue.button.officer"); }

  void say(std::string words, std::vector<Choice> buttons = {}) {
    if (!buttons.empty()) offer(buttons);
    turn_.replies.push_back({Personal<std::string>(std::move(words)), std::move(buttons), {}, {}});
  }
  void say_list(std::string words, std::string list_button, std::vector<Choice> rows) {
    offer(rows);
    turn_.replies.push_back({Personal<std::string>(std::move(words)), {}, std::move(list_button), std::move(rows)});
  }
  void offer(const std::vector<Choice>& choices) {
    c().offered.clear();
    for (const auto& one : choices) c().offered.emplace_back(one.id, one.title);
  }
  void want(Wish wish) { turn_.wishes.push_back(std::move(wish)); }

  // ---- What holds everywhere
  void hear_text() {
    const auto plain = plain_words(text_);
    if (text_.empty()) return repeat();
    if (by_rule(text_) == Intent::stop_consent) return stop();
    if (is_one_of(plain, {"petugas", "bantuan", "help", "bantu", "admin", "petugas saja"})) return hand_over("asked");
    if (is_one_of(plain, {"batal", "batalkan", "cancel"})) return ask_cancel();
    if (is_one_of(plain, {"ulang", "ulangi", "dari awal", "restart"}) && service() != nullptr) return start(c().service);
    if (is_one_of(plain, {"status", "cek status", "lacak"})) return tell_status();
    if (is_one_of(plain, {"menu"}) && service() == nullptr) return greet();
    if (is_one_of(plain, {"mulai kabar", "mulai pesan"})) return want_messages();
    if (const auto language = language_asked(plain); !language.empty()) return speak(language);
    if (const auto id = offered_meant(); !id.empty()) return hear_choice(id);
    if (!c().asking.empty()) return hear_answer();
    begin_with_words();
  }

  std::string language_asked(const std::string& plain) {
    if (is_one_of(plain, {"bahasa inggris", "english", "in english"})) return "en";
    if (is_one_of(plain, {"bahasa sunda", "sunda"})) return "su";
    if (is_one_of(plain, {"bahasa jawa", "bahasa jawa serang", "jaseng"})) return "jv";
    if (is_one_of(plain, {"bahasa indonesia", "indonesia", "bahasa"})) return "id";
    return "";
  }

  // "2", or a title typed out.
  std::string offered_meant() {
    const auto& offered = c().offered;
    if (offered.empty()) return "";
    const auto letters = letters_only(text_);
    for (const auto& [id, title] : offered)
      if (!letters.empty() && letters == letters_only(title)) return id;
    const bool a_number_is_an_answer = c().asking == "rt" || c().asking == "rw";
    if (text_.size() == 1 && text_[0] >= '1' && text_[0] <= '9' && !a_number_is_an_answer) {
      const auto n = static_cast<std::size_t>(text_[0] - '1');
      if (n < offered.size()) return offered[n].first;
    }
    return "";
  }

  void stop() {
    want(wish::StopMessages{});
    say(text("dialogue.stopped"));
  }
  void want_messages() {
    want(wish::WantMessages{});
    say(text("dialogue.messages_again"));
  }
  void hand_over(const std::string& why) {
    want(wish::HandToPerson{why});
    const auto key = "dialogue.hand_over." + why;
    say(text(has_sentence(key) ? key : "dialogue.hand_over.asked", {{"jam", hours_words()}}));
  }
  void ask_cancel() {
    if (service() == nullptr) return say(text("dialogue.nothing_to_cancel"));
    say(text("dialogue.cancel_sure"), {choice("cancel:yes", "dialogue.button.cancel_yes"), choice("cancel:no", "dialogue.button.go_on")});
  }
  void speak(const std::string& language) {
    c().language = language;
    if (!c().application.empty()) want(wish::Save{});
    c().asking.empty() ? greet() : repeat();
  }
  void cannot_take(const char* key) {
    if (c().asking.empty()) return say(text(key), {choice("svc:lost", "service.lost.title"), choice("svc:damaged", "service.damaged.title"), officer_button()});
    say_and_repeat(key);
  }
  void say_and_repeat(std::string_view key) {
    say(text(key));
    repeat();
  }

  // ---- A fresh start
  void begin_with_words() {
    const auto guess = k_.understanding.recognise(text_);
    // Their numbers before any question is no complaint: what they need is asked first.
    if (only_digits(text_).size() >= 16 && is_one_of(name_of(guess.intent), {"complaint", "thanks", "other"})) return greet();
    if (guess.confidence < sure && guess.intent != Intent::other) {
      // A word the service file itself knows is as good as a guess.
      if (const auto* known = service_named()) return start(known->key);
      if (guess.confidence < 0.35) return greet();
    }
    switch (guess.intent) {
      case Intent::apply_lost: return start("lost");
      case Intent::apply_damaged: return start("damaged");
      case Intent::status: return tell_status();
      case Intent::correct_data: return correct();
      case Intent::complaint: return hand_over("complaint");
      case Intent::levy_report: return hand_over("levy_report");
      case Intent::talk_to_human: return hand_over("asked");
      case Intent::stop_consent:
        return say(text("dialogue.stop_sure"), {choice("stop:yes", "dialogue.button.stop"), officer_button()});
      case Intent::thanks: return say(text("dialogue.thanks"));
      case Intent::other: return greet();
      default:
        say(info(guess.intent), {choice("svc:lost", "service.lost.title"), choice("svc:damaged", "service.damaged.title"), officer_button()});
    }
  }

  const law::Service* service_named() {
    const auto lower = one_spaced(lower_ascii(text_));
    for (const auto& one : k_.catalogue.services())
      for (const auto& words : one.words)
        if (lower.find(words) != std::string::npos) return &one;
    return nullptr;
  }

  void greet() {
    c().asking.clear();
    say(text("dialogue.greeting"),
        {choice("svc:lost", "service.lost.title"), choice("svc:damaged", "service.damaged.title"), choice("go:more", "dialogue.button.more")});
  }

  void more() {
    say_list(text("dialogue.more"), text("dialogue.button.choose"),
             {choice("go:status", "dialogue.row.status"), choice("go:requirements", "dialogue.row.requirements"), choice("go:fee", "dialogue.row.fee"),
              choice("go:hours", "dialogue.row.hours"), choice("go:other_service", "dialogue.row.other_service"), choice("go:language", "dialogue.row.language"),
              choice("go:officer", "dialogue.button.officer")});
  }

  std::string hours_words() {
    const auto today = day_in_jakarta(now_);
    const auto& calendar = k_.catalogue.city().calendar;
    const auto hours = calendar.hours_on(calendar.working_day_from(today));
    if (!hours) return "";
    const auto at = [&](int minutes_of_day) { return k_.catalogue.sentences().clock_time(lang(), moment_in_jakarta(today, minutes_of_day / 60, minutes_of_day % 60)); };
    return at(hours->opens) + "–" + at(hours->closes);
  }

  std::string papers_words(const law::Service& of) {
    std::string all;
    for (const auto& paper : of.papers) all += (all.empty() ? "" : ", ") + text(paper.title);
    return all;
  }

  std::string info(Intent intent) {
    const auto& city = k_.catalogue.city();
    switch (intent) {
      case Intent::requirements: {
        std::string all = text("dialogue.info.requirements");
        for (const auto& one : k_.catalogue.services()) all += "\n• " + text(one.title) + ": " + text(one.standard_part("requirements"));
        return all;
      }
      case Intent::fee: return text("dialogue.info.fee");
      case Intent::delivery: return text("dialogue.info.delivery");
      case Intent::queue: return text("dialogue.info.queue", {{"jam", hours_words()}});
      case Intent::blangko: return text("dialogue.info.blangko", {{"tautan", k_.public_address + "/transparansi"}});
      case Intent::hours_location: return text("dialogue.info.hours", {{"jam", hours_words()}, {"alamat", city.office_address}});
      case Intent::apply_new17: return text("dialogue.info.new17", {{"alamat", city.office_address}, {"jam", hours_words()}});
      case Intent::change_data: return text("dialogue.info.change_data", {{"alamat", city.office_address}, {"jam", hours_words()}});
      default: return text("dialogue.greeting");
    }
  }

  void tell_status() {
    std::string all;
    int told = 0;
    for (const auto& one : k_.cases)
      if (told < 3 && (one.open || told == 0)) {
        all += (all.empty() ? "" : "\n\n") + status_words(one);
        ++told;
      }
    if (all.empty()) {
      say(text("dialogue.status_none"));
    } else {
      say(all);
    }
    if (!c().asking.empty()) repeat();
  }

  std::string status_words(const KnownCase& one) {
    auto words = text("dialogue.status", {{"nomor", one.number}, {"tahap", text("dialogue.stage." + one.stage)}, {"tautan", one.link}});
    if (one.open && one.promised_on != Day{}) words += " " + text("dialogue.status_promise", {{"hari", k_.catalogue.sentences().long_day(lang(), one.promised_on)}});
    if (!paper_wanted(one).empty()) words += " " + text("dialogue.status_paper", {{"berkas", paper_title(one.service, paper_wanted(one))}});
    return words;
  }

  std::string paper_title(const std::string& of, const std::string& paper) {
    const auto* known = k_.catalogue.find_service(of);
    const auto* found = known == nullptr ? nullptr : known->find_paper(paper);
    return found == nullptr ? text("glossary.documents") : text(found->title);
  }

  // The paper a case that was sent still wants from the resident; "" none.
  std::string paper_wanted(const KnownCase& one) {
    if (one.stage == "returned") return one.return_paper;
    return one.open && !one.missing.empty() ? one.missing.front() : "";
  }
  const KnownCase* case_that_wants_paper() {
    for (const auto& one : k_.cases)
      if (one.stage == "returned" && !one.return_paper.empty()) return &one;
    for (const auto& one : k_.cases)
      if (!paper_wanted(one).empty()) return &one;
    return nullptr;
  }

  void correct() {
    if (const auto* one = case_that_wants_paper()) return say(text("dialogue.send_repair", {{"berkas", paper_title(one->service, paper_wanted(*one))}, {"nomor", one->number}}));
    hand_over("correct_data");
  }

  // ---- The form
  void start(const std::string& key) {
    const auto* begun = k_.catalogue.find_service(key);
    if (begun == nullptr) return greet();
    if (key != c().service) c().application.clear();
    c().service = key;
    c().answers = {};
    c().papers.clear();
    c().kecamatan.clear();
    c().misses = 0;
    c().doubt = {};
    ask("for_whom");
  }

  std::string answer(std::string_view key) { return value_of(answers(), key); }

  void put(const std::string& key, const std::string& value) {
    auto fields = answers();
    const auto at = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == key; });
    if (at == fields.end()) fields.emplace_back(key, value);
    else at->second = value;
    c().answers = Personal<Fields>(std::move(fields));
    c().misses = 0;
    if (c().application.empty() && key == "for_whom") return;  // Saved once the draft is there.
    if (!turn_.wishes.empty())
      if (auto* save = std::get_if<wish::Save>(&turn_.wishes.back())) {
        auto more = PersonalAccess::look(save->answers);
        more.emplace_back(key, value);
        save->answers = Personal<Fields>(std::move(more));
        return;
      }
    want(wish::Save{Personal<Fields>({{key, value}})});
  }
  void forget(std::initializer_list<std::string_view> keys) {
    Fields kept;
    for (const auto& field : answers())
      if (std::find(keys.begin(), keys.end(), field.first) == keys.end()) kept.push_back(field);
    c().answers = Personal<Fields>(std::move(kept));
  }

  bool is_answered(const law::Question& question) { return !answer(question.key).empty(); }

  law::AnswerOf answer_of() {
    return [fields = &answers()](std::string_view key) {
      for (const auto& [name, value] : *fields)
        if (name == key) return std::string_view(value);
      return std::string_view();
    };
  }

  // The first thing that is still missing, page by page as the service says; what people know together is asked together.
  std::string next_need() {
    for (const auto& page : service()->pages) {
      if (page.kind == law::PageKind::papers) {
        for (const auto* paper : law::papers_asked(*service(), answer_of()))
          if (c().papers.count(paper->key) == 0) return "paper:" + paper->key;
        continue;
      }
      std::vector<const law::Question*> open;
      for (const auto* question : law::questions_on(*service(), page.key, answer_of()))
        if (question->kind != law::FieldKind::tick && question->kind != law::FieldKind::phone && question->required && !is_answered(*question))
          open.push_back(question);
      if (!open.empty()) return together(open);
    }
    if (!k_.has_phone && answer("phone").empty()) return "phone";
    return "summary";
  }

  std::string together(const std::vector<const law::Question*>& open) {
    const auto has = [&](std::initializer_list<law::FieldKind> kinds) {
      return std::count_if(open.begin(), open.end(), [&](const auto* q) { return std::find(kinds.begin(), kinds.end(), q->kind) != kinds.end(); });
    };
    const auto& first = *open.front();
    const bool names_the_owner = first.kind == law::FieldKind::name && open.size() > 1 && open[1]->kind == law::FieldKind::nik;
    if (names_the_owner || (first.kind == law::FieldKind::nik && has({law::FieldKind::kk}) == 1)) return "person";
    if (first.kind == law::FieldKind::address && has({law::FieldKind::rt, law::FieldKind::rw}) == 2) return "address";
    return first.key;
  }

  void go_on() { ask(next_need()); }
  void repeat() { c().asking.empty() || service() == nullptr ? greet() : ask(c().asking); }

  void ask(const std::string& need) {
    c().asking = need;
    c().offered.clear();
    if (need == "for_whom") return ask_for_whom();
    if (need == "person") return say(text(answer("name").empty() ? "dialogue.ask.person" : "dialogue.ask.numbers"));
    if (need == "delivery") return ask_where();
    if (need == "kelurahan") return ask_kelurahan();
    if (need == "address") return say(text("dialogue.ask.address"));
    if (need == "receiver") return ask_receiver();
    if (need == "phone") return say(text("dialogue.ask.phone"));
    if (need == "summary") return ask_summary();
    if (need == "change") return ask_change();
    if (need.starts_with("paper:")) return ask_paper(after_colon(need));
    if (need.starts_with("hint:")) return ask_paper(after_colon(need));
    if (need.starts_with("doubt:")) return ask(after_colon(need));
    ask_single(need);
  }

  void ask_single(const std::string& key) {
    const auto* question = service()->find_question(key);
    if (question == nullptr) return go_on();
    if (!question->options.empty()) {
      std::vector<Choice> buttons;
      for (const auto& option : question->options) buttons.push_back({"opt:" + key + ":" + option.key, short_option(key, option), ""});
      return say(text(question->title), std::move(buttons));
    }
    say(text("dialogue.ask.single", {{"tanya", text(question->title)}, {"petunjuk", question->hint.empty() ? "" : text(question->hint)}}));
  }

  // A button holds 20 letters; the form's own words may be longer.
  std::string short_option(const std::string& question, const law::Option& option) {
    const auto key = "dialogue.option." + question + "." + option.key;
    return text(has_sentence(key) ? key : option.title);
  }

  void ask_for_whom() {
    const auto* question = service()->find_question("for_whom");
    std::vector<Choice> buttons;
    for (const auto& option : question->options) buttons.push_back({"opt:for_whom:" + option.key, short_option("for_whom", option), ""});
    say(text("dialogue.start", {{"layanan", text(service()->title)}, {"jumlah", std::to_string(service()->working_days("promise"))}, {"berkas", papers_words(*service())}}),
        std::move(buttons));
  }

  void ask_where() {
    std::vector<Choice> rows;
    for (const auto& kecamatan : regions().kecamatan())
      rows.push_back({"kec:" + kecamatan, kecamatan, text("dialogue.kelurahan_count", {{"jumlah", std::to_string(regions().in_kecamatan(kecamatan).size())}})});
    rows.push_back({"opt:delivery:office", text("dialogue.row.pick_up"), shortened(text("service.question.delivery.office"), 72)});
    say_list(text("dialogue.ask.where"), text("dialogue.button.kecamatan"), std::move(rows));
  }

  void ask_kelurahan() {
    if (c().kecamatan.empty()) return ask_where();
    const auto all = regions().in_kecamatan(c().kecamatan);
    const bool paged = all.size() > rows_max;
    const std::size_t a_page = rows_max - 1;
    const auto pages = paged ? static_cast<int>((all.size() + a_page - 1) / a_page) : 1;
    c().page = ((c().page % pages) + pages) % pages;
    const auto first = paged ? static_cast<std::size_t>(c().page) * a_page : 0;
    std::vector<Choice> rows;
    for (std::size_t i = first; i < all.size() && i < first + (paged ? a_page : rows_max); ++i) rows.push_back({"kel:" + all[i]->code, all[i]->kelurahan, ""});
    if (paged) rows.push_back(choice("kel:more", "dialogue.row.next_page"));
    say_list(text("dialogue.ask.kelurahan", {{"kecamatan", c().kecamatan}}), text("dialogue.button.kelurahan"), std::move(rows));
  }

  void ask_receiver() {
    std::vector<Choice> buttons;
    if (answer("for_whom") == "self") buttons.push_back(choice("receiver:self", "dialogue.button.myself"));
    else buttons.push_back(choice("receiver:self", "dialogue.button.owner"));
    say(text("dialogue.ask.receiver"), std::move(buttons));
  }

  void ask_paper(const std::string& key) {
    const auto* paper = service()->find_paper(key);
    if (paper == nullptr) return go_on();
    const bool first_photo = c().papers.empty();
    std::string words = text(first_photo ? "dialogue.ask.first_paper" : "dialogue.ask.paper",
                             {{"berkas", text(paper->title)}, {"petunjuk", text(paper->hint)}, {"baik", text(paper->good)}});
    if (!paper->may_come_later) return say(std::move(words));
    if (!paper->if_missing.empty()) words += "\n" + text(paper->if_missing);
    say(std::move(words), {choice("later:" + key, "dialogue.button.later")});
  }

  std::string line(std::string_view title, const std::string& value) { return value.empty() ? "" : "\n" + text(title) + ": " + shortened(value, 120); }

  std::string address_words() {
    if (answer("delivery") == "office") return text("service.question.delivery.office");
    const auto* region = regions().by_code(answer("kelurahan"));
    std::string all = one_spaced(answer("street")) + ", RT " + answer("rt") + "/RW " + answer("rw");
    if (region != nullptr) all += ", " + region->kelurahan + ", " + region->kecamatan;
    if (!answer("landmark").empty()) all += " (" + one_spaced(answer("landmark")) + ")";
    return shortened(all, 320);
  }

  void ask_summary() {
    std::string papers;
    for (const auto& [key, document] : c().papers)
      papers += (papers.empty() ? "" : ", ") + paper_title(c().service, key) + (document == "later" ? " (" + text("dialogue.comes_later") + ")" : " ✓");
    // Never the whole number: the message passes through a company abroad.
    const std::string words = text("dialogue.summary.title", {{"layanan", text(service()->title)}}) + line("service.question.name", one_spaced(answer("name"))) +
                              line("service.question.nik", masked_digits(answer("nik"))) + line("service.question.kk", masked_digits(answer("kk"))) +
                              line("glossary.documents", papers) + "\n" + text("glossary.delivery_address") + ": " + address_words() +
                              line("service.question.receiver", one_spaced(answer("receiver"))) + "\n\n" + text("dialogue.summary.end");
    say(words, {choice("send", "dialogue.button.send"), choice("change", "dialogue.button.change"), choice("cancel:ask", "dialogue.button.cancel")});
  }

  void ask_change() {
    std::vector<Choice> rows = {choice("edit:name", "glossary.full_name"), choice("edit:nik", "service.question.nik"), choice("edit:kk", "service.question.kk"),
                                choice("edit:address", "glossary.delivery_address")};
    if (answer("delivery") == "home") rows.push_back(choice("edit:receiver", "service.question.receiver"));
    for (const auto* paper : law::papers_asked(*service(), answer_of()))
      if (rows.size() < rows_max) rows.push_back(choice("edit:paper:" + paper->key, paper->title));
    say_list(text("dialogue.ask.change"), text("dialogue.button.choose"), std::move(rows));
  }

  // ---- Pressed buttons and rows
  void hear_choice(const std::string& id) {
    const auto what = id.substr(0, id.find(':'));
    const auto rest = id.find(':') == std::string::npos ? "" : after_colon(id);
    if (what == "svc") return start(rest);
    if (what == "go") return go(rest);
    if (what == "stop") return stop();
    if (what == "lang") return speak(rest);
    if (what == "cancel") return cancel(rest);
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

  void go(const std::string& where) {
    if (where == "more") return more();
    if (where == "officer") return hand_over("asked");
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

  void cancel(const std::string& how) {
    if (how == "ask") return ask_cancel();
    if (how == "no") return c().asking.empty() ? greet() : repeat();
    if (service() == nullptr) return say(text("dialogue.nothing_to_cancel"));
    if (!c().application.empty()) want(wish::Drop{});
    leave_form();
    say(text("dialogue.cancelled"));
  }

  void leave_form() {
    // The draft's id goes once its wish is carried out.
    c().service.clear();
    c().asking.clear();
    c().answers = {};
    c().papers.clear();
    c().offered.clear();
    c().doubt = {};
    c().kecamatan.clear();
  }

  void option(const std::string& rest) {
    const auto key = rest.substr(0, rest.find(':'));
    const auto value = after_colon(rest);
    const auto* question = service()->find_question(key);
    if (question == nullptr || std::none_of(question->options.begin(), question->options.end(), [&](const auto& o) { return o.key == value; })) return not_understood();
    put(key, value);
    if (key == "delivery") forget({"kelurahan", "street", "rt", "rw", "landmark", "receiver"});
    if (key == "for_whom" && c().application.empty()) {
      want(wish::Begin{c().service});
      want(wish::Save{Personal<Fields>({{key, value}})});
    }
    go_on();
  }

  void choose_kecamatan(const std::string& kecamatan) {
    if (regions().in_kecamatan(kecamatan).empty()) return not_understood();
    c().kecamatan = kecamatan;
    c().page = 0;
    if (answer("delivery") != "home") put("delivery", "home");
    ask("kelurahan");
  }

  void choose_kelurahan(const std::string& code) {
    if (code == "more") {
      ++c().page;
      return ask("kelurahan");
    }
    if (code == "no") return ask("delivery");
    const auto* region = regions().by_code(code);
    if (region == nullptr) return not_understood();
    if (answer("delivery") != "home") put("delivery", "home");
    put("kelurahan", region->code);
    c().kecamatan = region->kecamatan;
    go_on();
  }

  void later(const std::string& paper) {
    const auto* known = service()->find_paper(paper);
    if (known == nullptr || !known->may_come_later) return not_understood();
    c().papers[paper] = "later";
    go_on();
  }

  void settle_hint(const std::string& rest) {
    if (rest == "use") return go_on();
    const auto paper = after_colon(rest);  // "again:<paper>"
    c().papers.erase(paper);
    ask("paper:" + paper);
  }

  void receive_self() {
    put("receiver", one_spaced(answer("name")));
    go_on();
  }

  void edit(const std::string& what) {
    if (what == "address") {
      forget({"delivery", "kelurahan", "street", "rt", "rw", "landmark", "receiver"});
    } else if (what.starts_with("paper:")) {
      c().papers.erase(after_colon(what));
    } else {
      forget({what});
    }
    go_on();
  }

  void send() {
    if (next_need() != "summary") return go_on();
    c().asking = "summary";
    want(wish::WantMessages{});
    want(wish::Send{});
  }

  // ---- Typed answers
  void hear_answer() {
    if (service() == nullptr) {
      c().asking.clear();
      return begin_with_words();
    }
    if (answers_a_question_of_theirs()) return;
    const auto& asking = c().asking;
    if (asking == "for_whom") return take_for_whom();
    if (asking == "person") return take_person();
    if (asking == "delivery" || asking == "kelurahan") return take_region();
    if (asking == "address") return take_address();
    if (asking == "phone") return take_phone();
    if (asking.starts_with("doubt:")) return take_doubt();
    if (asking.starts_with("paper:") || asking.starts_with("hint:")) return take_word_for_paper();
    if (asking == "summary") return is_yes() || plain_words(text_) == "kirim" ? send() : not_understood();
    if (asking == "change") return not_understood();
    take_single(asking);
  }

  bool is_yes() { return is_one_of(plain_words(text_), {"ya", "iya", "y", "benar", "betul", "ok", "oke", "sudah benar", "setuju", "yes", "nggih", "muhun"}); }
  bool is_no() { return is_one_of(plain_words(text_), {"tidak", "bukan", "salah", "no", "belum"}); }

  // "gratis kan?" in the middle of the form is no name and no street: it is answered, and the question stands.
  bool answers_a_question_of_theirs() {
    if (only_digits(text_).size() >= 8) return false;
    const auto guess = k_.understanding.recognise(text_);
    const bool asks = text_.find('?') != std::string::npos;
    if (guess.confidence < (asks ? sure : very_sure) || split(one_spaced(text_), ' ').size() < 2) return false;
    switch (guess.intent) {
      case Intent::fee:
      case Intent::requirements:
      case Intent::hours_location:
      case Intent::blangko:
      case Intent::queue:
        say(info(guess.intent));
        repeat();
        return true;
      case Intent::delivery:
        if (!asks) return false;
        say(info(guess.intent));
        repeat();
        return true;
      case Intent::levy_report: hand_over("levy_report"); return true;
      case Intent::complaint:
      case Intent::talk_to_human: hand_over("asked"); return true;
      default: return false;
    }
  }

  void not_understood(const std::string& why = "") {
    if (++c().misses >= misses_before_help) {
      c().misses = 0;
      say(why.empty() ? text("dialogue.many_misses") : why + "\n\n" + text("dialogue.many_misses"), {officer_button(), choice("cancel:no", "dialogue.button.go_on")});
      return;
    }
    say(why.empty() ? text("dialogue.not_understood") : why);
    if (why.empty()) repeat();
  }

  void take_for_whom() {
    const auto plain = " " + plain_words(text_) + " ";
    const auto has = [&](std::initializer_list<const char*> words) {
      return std::any_of(words.begin(), words.end(), [&](const char* word) { return plain.find(std::string(" ") + word + " ") != std::string::npos; });
    };
    if (has({"sendiri"})) return option("for_whom:self");
    if (has({"ibu", "bapak", "ayah", "suami", "istri", "anak", "adik", "kakak", "emak", "nenek", "kakek", "keluarga", "mertua"})) return option("for_whom:family");
    if (has({"tetangga", "teman", "saudara", "orang", "warga"})) return option("for_whom:helped");
    not_understood();
  }

  // Judges one value. True: it is kept. False: something was said about it, and `asking` is about it now.
  bool judge(const std::string& key, const std::string& value) {
    auto fields = answers();
    fields.emplace_back(key, value);
    if (!answer(key).empty()) fields.erase(std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.first == key; }));
    const Personal<Fields> with{fields};
    const auto remarks = check_answers(*service(), {key}, with, regions(), day_in_jakarta(now_));
    if (remarks.empty()) {
      put(key, value_of(PersonalAccess::look(tidied(*service(), with, regions())), key));
      return true;
    }
    // Of several doubts the one that tells what to do: another number was meant.
    const auto telling = std::find_if(remarks.begin(), remarks.end(), [](const Remark& r) { return r.what.key == "law.doubt.nik_looks_like_kk"; });
    const auto& remark = telling == remarks.end() ? remarks.front() : *telling;
    if (remark.doubt) return ask_doubt(key, value, remark.what.key), false;
    if (remark.suggestion) return ask_suggestion(key, remark), false;
    c().asking = key;
    not_understood(refusal_text(remark.what));
    return false;
  }

  void ask_doubt(const std::string& key, const std::string& value, const std::string& doubt) {
    c().asking = "doubt:" + key;
    c().doubt = Personal<std::string>(trimmed(value));
    std::vector<Choice> buttons = {choice("doubt:yes", "dialogue.button.right"), choice("doubt:no", "dialogue.button.write_again")};
    if (doubt == "law.doubt.nik_looks_like_kk" && answer("kk").empty()) buttons.push_back(choice("doubt:kk", "dialogue.button.is_kk"));
    say(text(doubt), std::move(buttons));
  }

  // The number is never sent back whole; who typed it knows it.
  void ask_suggestion(const std::string& key, const Remark& remark) {
    const auto& meant = PersonalAccess::look(*remark.suggestion);
    c().asking = "doubt:" + key;
    c().doubt = Personal<std::string>(meant);
    say(refusal_text(remark.what) + "\n" + text("law.suggestion", {{"usul", masked_digits(meant)}}),
        {choice("doubt:yes", "dialogue.button.right"), choice("doubt:no", "dialogue.button.write_again")});
  }

  void take_doubt() {
    if (is_yes()) return settle_doubt("yes");
    if (is_no()) return settle_doubt("no");
    if (judge(after_colon(c().asking), text_)) go_on();
  }

  void settle_doubt(const std::string& how) {
    if (!c().asking.starts_with("doubt:")) return repeat();
    const auto key = after_colon(c().asking);
    const auto value = PersonalAccess::look(c().doubt);
    c().doubt = {};
    if (how == "yes") {
      // What was offered in place of a slip is judged like any answer, but its mere doubts are settled now.
      const auto* question = service()->find_question(key);
      const auto accepted = question == nullptr ? tl::expected<std::string, law::AnswerRefused>(value) : law::accept_answer(*question, value, regions());
      if (accepted) put(key, *accepted);
      return go_on();
    }
    if (how == "kk" && law::Kk::parse(value)) put("kk", value);
    ask(key);
  }

  // "gatau" is nobody's name.
  static bool knows_not(std::string_view name) {
    return is_one_of(plain_words(name), {"gatau", "gatahu", "tidak tahu", "tidak tau", "tidak ingat", "tidak hafal", "tidak ada", "lupa", "entah", "ya", "ok", "oke"});
  }

  void take_person() {
    const auto found = person_in(text_);
    const bool has_numbers = !found.nik.empty() || !found.kk.empty();
    if (!has_numbers && (found.name.empty() || knows_not(found.name))) return not_understood();
    // A second name without a number corrects the first.
    if (!has_numbers && !answer("name").empty()) forget({"name"});
    // All that fits is kept; the first that does not is asked back.
    std::vector<std::pair<std::string, std::string>> parts = {{"name", found.name}, {"nik", found.nik}, {"kk", found.kk}};
    std::string stuck;
    const auto replies = turn_.replies.size();
    for (const auto& [key, value] : parts) {
      if (value.empty() || !answer(key).empty()) continue;
      if (stuck.empty()) {
        if (!judge(key, value)) stuck = c().asking;
      } else {
        keep_if_plain(key, value);
      }
    }
    if (stuck.empty() && turn_.replies.size() == replies) return go_on();
    c().asking = stuck;
  }

  void keep_if_plain(const std::string& key, const std::string& value) {
    auto fields = answers();
    fields.emplace_back(key, value);
    const Personal<Fields> with{fields};
    if (check_answers(*service(), {key}, with, regions(), day_in_jakarta(now_)).empty()) put(key, value_of(PersonalAccess::look(tidied(*service(), with, regions())), key));
  }

  void take_region() {
    const auto plain = plain_words(text_);
    if (plain.find("ambil") != std::string::npos || plain == "kantor" || plain == "di kantor") return option("delivery:office");
    auto found = regions().find(text_);
    // Within the kecamatan they chose a name is no longer ambiguous.
    if (c().asking == "kelurahan" && !c().kecamatan.empty()) {
      std::vector<const law::Region*> here;
      for (const auto* region : found)
        if (region->kecamatan == c().kecamatan) here.push_back(region);
      if (here.size() == 1 && letters_only(here.front()->kelurahan) == letters_only(text_)) return choose_kelurahan(here.front()->code);
      if (!here.empty()) found = here;
    }
    if (found.empty()) {
      say(text("refusal.law.kelurahan_unknown"));
      return ask(c().asking);
    }
    if (found.size() == 1 && !regions().must_ask(text_)) return choose_kelurahan(found.front()->code);
    std::vector<Choice> rows;
    for (const auto* region : found)
      if (rows.size() < rows_max - 1) rows.push_back({"kel:" + region->code, region->kelurahan, text("dialogue.in_kecamatan", {{"kecamatan", region->kecamatan}})});
    rows.push_back(choice("kel:no", "dialogue.row.another"));
    say_list(text(found.size() == 1 ? "refusal.law.kelurahan_this" : "dialogue.ask.which_kelurahan"), text("dialogue.button.kelurahan"), std::move(rows));
  }

  void take_address() {
    const auto found = address_in(text_);
    if (found.street.empty()) return not_understood(text("refusal.law.address_empty"));
    for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{{"street", found.street}, {"rt", found.rt}, {"rw", found.rw}, {"landmark", found.landmark}})
      if (!value.empty() && !judge(key, value)) return;
    go_on();
  }

  void take_phone() {
    const auto* question = service()->find_question("phone");
    if (question == nullptr) return go_on();
    if (judge("phone", text_)) go_on();
  }

  void take_single(const std::string& key) {
    const auto* question = service()->find_question(key);
    if (question == nullptr) return go_on();
    std::string value = text_;
    if (question->kind == law::FieldKind::nik || question->kind == law::FieldKind::kk) {
      // "nik saya 3673..." says the same as the number alone.
      const auto found = person_in(text_);
      const auto& number = question->kind == law::FieldKind::nik ? found.nik : found.kk.empty() ? found.nik : found.kk;
      if (!number.empty()) value = number;
    }
    if (judge(key, value)) go_on();
  }

  void take_word_for_paper() {
    const auto plain = plain_words(text_);
    const auto paper = after_colon(c().asking);
    const bool postpones = plain.find("nanti") != std::string::npos || plain.starts_with("belum") || plain.find("tidak ada") != std::string::npos || plain.find("belum ada") != std::string::npos;
    const auto* known = service()->find_paper(paper);
    if (postpones && known != nullptr && known->may_come_later) return later(paper);
    if (postpones && known != nullptr && !known->if_missing.empty()) return say(text(known->if_missing), {officer_button(), choice("cancel:ask", "dialogue.button.cancel")});
    say_and_repeat("dialogue.wants_photo");
  }

  // ---- Photos and places
  void hear_photo() {
    if (service() != nullptr && !c().application.empty()) {
      const auto paper = paper_meant();
      if (!paper.empty()) return want(wish::KeepPaper{paper});
    }
    if (service() != nullptr) return say_and_repeat("dialogue.photo_not_yet");
    if (const auto* one = case_that_wants_paper()) return want(wish::Repair{one->application, paper_wanted(*one)});
    say(text("dialogue.photo_for_what"), {choice("svc:lost", "service.lost.title"), choice("svc:damaged", "service.damaged.title"), officer_button()});
  }

  // Which paper a photo is: its caption tells, else the order of asking.
  std::string paper_meant() {
    const auto asked = law::papers_asked(*service(), answer_of());
    std::string best;
    int best_hits = 0;
    for (const auto* paper : asked)
      if (const int hits = words_met(paper->title); hits > best_hits) {
        best = paper->key;
        best_hits = hits;
      }
    if (!best.empty()) return best;
    if (c().asking.starts_with("paper:")) return after_colon(c().asking);
    for (const auto* paper : asked)
      if (c().papers.count(paper->key) == 0) return paper->key;
    if (c().asking.starts_with("hint:")) return after_colon(c().asking);
    return "";
  }

  int words_met(const std::string& title_key) {
    const auto caption = " " + plain_words(text_) + " ";
    const auto title = plain_words(k_.catalogue.sentences().say(Lang::id, title_key));
    int hits = 0;
    std::string initials;
    for (const auto& word : split(title, ' ')) {
      if (word.empty()) continue;
      initials.push_back(word.front());
      if (word.size() > 3 && caption.find(" " + word + " ") != std::string::npos) ++hits;
    }
    if (initials.size() > 1 && caption.find(" " + initials + " ") != std::string::npos) hits += 2;
    return hits;
  }

  void hear_location() {
    const bool wanted = service() != nullptr && (c().asking == "delivery" || c().asking == "kelurahan" || c().asking == "address");
    if (!wanted) return cannot_take("dialogue.location_not_now");
    const auto& city = k_.catalogue.city();
    const auto* region = regions().nearest(incoming_->lat, incoming_->lon);
    if (region == nullptr || law::distance_km(incoming_->lat, incoming_->lon, city.lat, city.lon) > city.setting("far_away_km")) return say_and_repeat("dialogue.location_far");
    if (c().asking == "address") return say_and_repeat("dialogue.location_noted");
    // A point is no border: nearness proposes, the person decides.
    say(text("dialogue.location_near", {{"kelurahan", region->kelurahan}, {"kecamatan", region->kecamatan}}),
        {choice("kel:" + region->code, "dialogue.button.right"), choice("kel:no", "dialogue.row.another")});
  }

  // ---- What came of a wish
  void outcome(const wish::Begin&, const office::Answer& answer) {
    if (const auto* done = office::done(answer)) {
      c().application = done->word("application");
      return;
    }
    trouble(answer, "for_whom");
  }

  void outcome(const wish::Save&, const office::Answer& answer) {
    if (office::done(answer)) return;
    const auto* refusal = office::refused(answer);
    if (refusal != nullptr && refusal->key == "draft.not_found") {
      c().application.clear();
      turn_.replies.clear();
      say(text("dialogue.draft_gone"));
      return start(c().service);
    }
    trouble(answer, c().asking);
  }

  void outcome(const wish::KeepPaper& kept, const office::Answer& answer) {
    const auto* done = office::done(answer);
    if (done == nullptr) return trouble(answer, "paper:" + kept.paper);
    c().papers[kept.paper] = done->word("document");
    c().misses = 0;
    const auto hints = done->word("hints");
    if (hints.empty()) {
      if (c().asking.starts_with("doubt:") || service() == nullptr) return;
      return go_on();
    }
    c().asking = "hint:" + kept.paper;
    std::string words;
    for (const auto& hint : split(hints, ' ')) words += text(hint) + " ";
    say(trimmed(words), {choice("hint:use", "dialogue.button.use_photo"), choice("hint:again:" + kept.paper, "dialogue.button.photo_again")});
  }

  void outcome(const wish::Send&, const office::Answer& answer) {
    if (office::done(answer)) {
      // The receipt, with number, day and link, is the letter that the office wrote in the same commit.
      c().application.clear();
      return leave_form();
    }
    c().asking = "summary";
    const auto* refusal = office::refused(answer);
    if (refusal == nullptr) return say(text("dialogue.busy_try_send"), {choice("send", "dialogue.button.send")});
    say(refusal_text(*refusal), {choice("change", "dialogue.button.change"), officer_button(), choice("cancel:ask", "dialogue.button.cancel")});
  }

  void outcome(const wish::Repair&, const office::Answer& answer) {
    const auto* done = office::done(answer);
    if (done == nullptr) return trouble(answer, "");
    // Sent again by itself: the office tells so in its own letter.
    if (!done->word("resubmitted").empty() && done->word("hints").empty()) return;
    std::string words = text("dialogue.paper_received");
    for (const auto& hint : split(done->word("hints"), ' '))
      if (!hint.empty()) words += " " + text(hint);
    say(words);
  }

  void outcome(const wish::Drop&, const office::Answer&) { c().application.clear(); }
  void outcome(const wish::HandToPerson&, const office::Answer&) {}
  void outcome(const wish::StopMessages&, const office::Answer&) {}
  void outcome(const wish::WantMessages&, const office::Answer&) {}

  // The question that could not be followed stands again.
  void trouble(const office::Answer& answer, const std::string& asking) {
    turn_.replies.clear();
    c().asking = asking;
    const auto* refusal = office::refused(answer);
    say(refusal != nullptr ? refusal_text(*refusal) : text("dialogue.busy"), refusal != nullptr || asking.empty() ? std::vector<Choice>{} : std::vector<Choice>{choice("cancel:no", "dialogue.button.go_on")});
  }

  Turn turn_;
  const Knowledge& k_;
  Moment now_;
  std::string text_;
  const Incoming* incoming_ = nullptr;
};

}  // namespace

Turn step(const Conversation& conversation, const Incoming& incoming, const Knowledge& knowledge, Moment now) {
  return Talk(conversation, knowledge, now).hear(incoming);
}

Turn after(const Conversation& conversation, const Wish& wish, const office::Answer& answer, const Knowledge& knowledge, Moment now) {
  return Talk(conversation, knowledge, now).hear_outcome(wish, answer);
}

}  // namespace opak::intake
