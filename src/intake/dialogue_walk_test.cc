// Random conversations. After each message, whatever was said before:
//
//  1. Same question, same answer: step() twice with the same conversation and message gives the same turn, and what is written down
//     of a conversation reads back to the same.
//  2. An answer: who says something is answered, or the office itself writes the letter (a form that was sent, a photo of a case).
//  3. Within Meta's limits: at most 3 buttons or 10 rows, each with a title and an id of its own, never both; at most 4,096 letters.
//  4. Whole: a form that is open is of a known service and asks something; without a form nothing of one is left over.
//  5. Nothing lost: an answer or a paper that was kept stays, unless the message left the form, began it anew or asked to change it
//     (a pressed or typed choice that changes, a changed place); an answer that came is saved in the draft in the same turn.
//  6. No one is stuck: after two misses in a row an officer is offered or called.
//  7. No dead end and no loop: from wherever the walk ends a resident who answers what is asked, one thing after another, has sent
//     the form within 40 messages.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <set>

#include "base/text.h"
#include "intake/dialogue.h"
#include "intake/understanding_training.h"

namespace opak::intake {
namespace {

const Moment monday = moment_in_jakarta(*day_of(2026, 11, 23), 9);
const std::string nik = "3673055404919901", kk = "3673051203159901";

const catalogue::Catalogue& the_catalogue() {
  static const auto catalogue = catalogue::Catalogue::embedded();
  return catalogue;
}
const Understanding& the_understanding() {
  static const auto understanding = Understanding::embedded();
  return understanding;
}

const std::vector<std::string>& talk_of_residents() {
  static const auto all = [] {
    std::ifstream in(std::string(OPAK_SOURCE_DIR) + "/tests/fixtures/utterances-own.tsv", std::ios::binary);
    std::vector<std::string> texts;
    for (auto& message : read_labelled(std::string{std::istreambuf_iterator<char>(in), {}})) texts.push_back(std::move(message.text));
    return texts;
  }();
  return all;
}

const std::vector<std::string> answers = {
    "saya sendiri", "buat ibu saya", "tetangga", "Siti Aminah Komalasari", "Siti Aminah Komalasari\n" + nik + "\n" + kk, nik, kk, "nik " + nik, "kk " + kk, "3673O55404919901", "12345", "367305540491990", "Unyur", "sukawana",
    "trondol", "di kantor saja", "kasemen", "xyzzy", "Jl. Kenanga No. 12 RT 03/05, dekat musala", "Kp Lebak RT 02 RW 01", "rt 4", "1/9", "RT 04", "eh salah, RT 04", "RT 04 bukan 02", "eh salah, nik " + nik, "maksud saya nama saya Siti Aminah",
    "salah, mau ganti alamat", "ya", "iya pak", "tidak", "bukan", "lanjut", "batal", "ulang", "status", "petugas", "menu", "1", "2", "3", "9", "kirim", "ubah", "nanti", "belum ada", "pakai saja", "foto lagi", "0812 3456 7890", "bahasa sunda", "english",
    "stop", "gratis kan?", "syaratnya apa?", "kapan diantar?", "🙏", "\xff\xfe", "", "   ", "#KTP HILANG#" + nik + "#" + kk + "#Siti Aminah", "ktp saya hilang, bayar berapa?", "ktp patah mau diganti", "gatau", "a"};

struct Walk {
  explicit Walk(std::uint64_t seed) : chance(seed) {}

  std::mt19937_64 chance;
  Conversation conversation;
  Knowledge knowledge{the_catalogue(), the_understanding(), {}, true, "http://localhost:8080"};
  std::vector<Reply> replies;
  std::vector<Wish> wishes;
  std::vector<std::pair<std::string, std::string>> shown;  // Every choice ever shown: old buttons can still be pressed.
  std::string story;  // What was said, for a failure.
  int kept = 0, begun = 0;
  bool sent = false, office_is_fickle = true;

  std::size_t any(std::size_t below) { return static_cast<std::size_t>(chance() % below); }
  bool once_in(std::size_t n) { return any(n) == 0; }

  static std::string state_of(const Conversation& c) {
    const auto fields = written(c);
    for (const auto& [name, value] : PersonalAccess::look(fields))
      if (name == "state") return value;
    return {};
  }
  static std::string text_of(const std::vector<Reply>& replies) {
    std::string all;
    for (const auto& reply : replies) all += PersonalAccess::look(written(reply)) + "\n";
    return all;
  }
  static std::map<std::string, std::string> kept_answers(const Conversation& c) {
    std::map<std::string, std::string> all;
    for (const auto& [key, value] : PersonalAccess::look(c.answers)) all[key] = value;
    return all;
  }

  office::Answer answer_to(const Wish& wish) {
    if (office_is_fickle && once_in(25)) return Refusal{"application.not_now"};
    if (std::get_if<wish::Begin>(&wish)) return office::Done{{{"application", "A" + std::to_string(++begun)}}};
    const std::string hints = once_in(4) ? "paper.hint.blurred" : "";
    if (std::get_if<wish::KeepPaper>(&wish)) return office::Done{{{"document", "D" + std::to_string(++kept)}, {"hints", hints}}};
    if (std::get_if<wish::KeepPhoto>(&wish)) return office::Done{{{"document", "K" + std::to_string(++kept)}, {"hints", hints}}};
    if (std::get_if<wish::Repair>(&wish)) return office::Done{{{"document", "R" + std::to_string(++kept)}, {"resubmitted", once_in(2) ? "yes" : ""}}};
    if (std::get_if<wish::Send>(&wish)) return office::Done{{{"number", "OM-2611-00001-K"}}};
    if (std::get_if<wish::NotHome>(&wish) || std::get_if<wish::HomeAgain>(&wish)) return office::Done{{{"result", "left"}}};
    return office::Done{};
  }

  template <class W>
  bool wished() const {
    return std::any_of(wishes.begin(), wishes.end(), [](const auto& wish) { return std::holds_alternative<W>(wish); });
  }
  bool offers(std::string_view id) const {
    return std::any_of(conversation.offered.begin(), conversation.offered.end(), [&](const auto& one) { return one.first == id; });
  }

  Incoming random_message() {
    const auto pick = any(20);
    if (pick < 6 && !conversation.offered.empty()) {
      const auto& [id, title] = conversation.offered[any(conversation.offered.size())];
      if (once_in(3)) return text_message(once_in(2) ? title : std::to_string(1 + any(4)));
      return {IncomingKind::choice, Personal<std::string>(title), id, 0, 0};
    }
    if (pick == 6 && !shown.empty()) return {IncomingKind::choice, {}, shown[any(shown.size())].first, 0, 0};
    if (pick < 13) return text_message(answers[any(answers.size())]);
    if (pick < 15) return text_message(talk_of_residents()[any(talk_of_residents().size())]);
    if (pick < 18) return {IncomingKind::photo, Personal<std::string>(once_in(3) ? "ini KK nya" : ""), "", 0, 0};
    if (pick == 18) return {IncomingKind::location, {}, "", once_in(3) ? -6.9 : -6.1201, once_in(3) ? 107.6 : 106.1502};
    const IncomingKind others[] = {IncomingKind::voice, IncomingKind::sticker, IncomingKind::reaction, IncomingKind::edited, IncomingKind::revoked, IncomingKind::unsupported, IncomingKind::number_changed, IncomingKind::broken_photo, IncomingKind::broken_voice};
    return {others[any(std::size(others))], {}, "", 0, 0};
  }
  static Incoming text_message(std::string text) { return {IncomingKind::text, Personal<std::string>(std::move(text)), "", 0, 0}; }

  // What a patient resident says to what is asked; empty asking: what they came for.
  Incoming patient_message() {
    const auto& asking = conversation.asking;
    if (!conversation.photos.empty() && std::any_of(conversation.offered.begin(), conversation.offered.end(), [](const auto& one) { return one.first.starts_with("photo:"); })) return pressed("photo:none");
    if (conversation.service.empty()) return text_message("ktp saya hilang");
    if (asking == "for_whom") return pressed("opt:for_whom:self");
    if (asking == "person" || asking == "name" || asking == "nik" || asking == "kk") return text_message("Siti Aminah Komalasari\nNIK " + nik + "\nKK " + kk);
    if (asking.starts_with("doubt:")) return pressed("doubt:no");
    if (asking.starts_with("hint:")) return pressed("hint:use");
    if (asking.starts_with("paper:")) return {IncomingKind::photo, {}, "", 0, 0};
    if (asking == "delivery") return text_message("Unyur");
    if (asking == "kelurahan") return pressed("kel:36.73.01.1007");
    if (asking == "address" || asking == "street") return text_message("Jl. Kenanga No. 12 RT 03/05, dekat musala");
    if (asking == "rt") return text_message("03");
    if (asking == "rw") return text_message("05");
    if (asking == "landmark") return text_message("dekat musala");
    if (asking == "receiver") return pressed("receiver:self");
    if (asking == "phone") return text_message("0812 3456 7890");
    if (asking == "change") return pressed("cancel:no");
    if (asking == "summary") return pressed("send");
    // Whatever else the service asks, by its kind.
    const auto* service = the_catalogue().find_service(conversation.service);
    const auto* question = service == nullptr ? nullptr : service->find_question(asking);
    if (question == nullptr) return text_message("lanjut");
    if (!question->options.empty()) return pressed("opt:" + asking + ":" + question->options.front().key);
    if (question->kind == law::FieldKind::phone) return text_message("0812 3456 7890");
    if (question->kind == law::FieldKind::nik) return text_message("3673054107850002");
    return text_message("Dewi Lestari");
  }
  Incoming pressed(const std::string& id) { return {IncomingKind::choice, Personal<std::string>(id), id, 0, 0}; }

  void hear(const Incoming& incoming) {
    story += std::string(name_of(incoming.kind)) + " [" + incoming.choice + "] " + PersonalAccess::look(incoming.text) + "   (asked: " + conversation.asking + ")\n";
    const Conversation before = conversation;
    auto turn = step(conversation, incoming, knowledge, monday);
    const auto again = step(conversation, incoming, knowledge, monday);
    ASSERT_EQ(state_of(turn.conversation), state_of(again.conversation)) << story;
    ASSERT_EQ(text_of(turn.replies), text_of(again.replies)) << story;

    wishes = turn.wishes;
    replies = turn.replies;
    conversation = std::move(turn.conversation);
    bool office_said_no = false;
    sent = false;
    for (const auto& wish : wishes) {
      const auto answer = answer_to(wish);
      auto next = after(conversation, wish, answer, knowledge, monday);
      conversation = std::move(next.conversation);
      if (office::done(answer) == nullptr && !next.replies.empty()) {
        replies = std::move(next.replies);
        office_said_no = true;
        break;
      }
      for (auto& reply : next.replies) replies.push_back(std::move(reply));
      sent = sent || std::holds_alternative<wish::Send>(wish);
    }
    const auto read = read_conversation(conversation.contact, PersonalAccess::open(PersonalAccess::look(written(conversation))));
    ASSERT_EQ(state_of(read), state_of(conversation)) << story;
    conversation = read;
    for (const auto& one : conversation.offered) shown.push_back(one);
    if (shown.size() > 60) shown.erase(shown.begin(), shown.begin() + 30);

    check_answered(incoming);
    check_limits();
    check_whole();
    check_nothing_lost(before, incoming, office_said_no);
    check_help(before);
  }

  void check_answered(const Incoming& incoming) {
    const bool asks_nothing = incoming.kind == IncomingKind::reaction || incoming.kind == IncomingKind::revoked || incoming.kind == IncomingKind::number_changed;
    if (!asks_nothing) { ASSERT_TRUE(!replies.empty() || sent || wished<wish::Repair>()) << "no answer\n" << story; }
  }

  void check_limits() {
    constexpr std::size_t buttons_max = 3, rows_max = 10, letters_max = 4096;
    for (const auto& reply : merged(replies)) {
      ASSERT_LE(reply.buttons.size(), buttons_max) << story;
      ASSERT_LE(reply.rows.size(), rows_max) << story;
      ASSERT_TRUE(reply.buttons.empty() || reply.rows.empty()) << story;
      ASSERT_FALSE(PersonalAccess::look(reply.text).empty()) << story;
      ASSERT_LE(letters_count(PersonalAccess::look(reply.text)), letters_max) << story;
      std::set<std::string> ids;
      for (const auto* choices : {&reply.buttons, &reply.rows})
        for (const auto& one : *choices) {
          ASSERT_FALSE(one.title.empty()) << one.id << "\n" << story;
          ASSERT_TRUE(ids.insert(one.id).second) << one.id << " twice\n" << story;
        }
    }
  }

  void check_whole() {
    const auto& c = conversation;
    if (c.service.empty()) {
      ASSERT_TRUE(c.application.empty() && c.papers.empty() && kept_answers(c).empty()) << "left over of a form\n" << story;
      return;
    }
    ASSERT_NE(the_catalogue().find_service(c.service), nullptr) << story;
    ASSERT_FALSE(c.asking.empty()) << "a form that asks nothing\n" << story;
  }

  void check_nothing_lost(const Conversation& before, const Incoming& incoming, bool office_said_no) {
    const bool same_form = !before.service.empty() && before.service == conversation.service && before.application == conversation.application;
    if (!same_form || before.application.empty()) return;
    // The choice that was meant, also where its title or number was typed.
    std::string meant = incoming.choice;
    const auto& words = PersonalAccess::look(incoming.text);
    if (incoming.kind == IncomingKind::text) {
      if (is_one_of_words(words, {"ulang", "ulangi", "dari awal", "restart"})) return;
      for (std::size_t i = 0; i < before.offered.size(); ++i)
        if (letters_only(words) == letters_only(before.offered[i].second) || trimmed(words) == std::to_string(i + 1)) meant = before.offered[i].first;
    }
    const bool changes = meant.starts_with("edit:") || meant.starts_with("back:") || meant.starts_with("opt:") || meant.starts_with("hint:again") || meant.starts_with("kel:") || meant.starts_with("kec:");
    const auto now = kept_answers(conversation);
    static const std::set<std::string> place = {"delivery", "kelurahan", "street", "rt", "rw", "landmark", "pin", "receiver"};
    for (const auto& [key, value] : kept_answers(before)) {
      if (now.count(key) != 0 || changes) continue;
      const bool place_is_changed = place.count(key) != 0 && incoming.kind == IncomingKind::text;
      const bool name_is_rewritten = key == "name" && incoming.kind == IncomingKind::text;
      ASSERT_TRUE(place_is_changed || name_is_rewritten) << "lost: " << key << "\n" << story;
    }
    for (const auto& [paper, document] : before.papers)
      if (!changes && incoming.kind != IncomingKind::text) { ASSERT_EQ(conversation.papers.count(paper), 1U) << "lost: " << paper << "\n" << story; }
    if (office_said_no) return;
    const auto old = kept_answers(before);
    for (const auto& [key, value] : now) {
      const auto known = old.find(key);
      if (known != old.end() && known->second == value) continue;
      bool saved = false;
      for (const auto& wish : wishes)
        if (const auto* save = std::get_if<wish::Save>(&wish))
          for (const auto& [name, one] : PersonalAccess::look(save->answers)) saved = saved || (name == key && one == value);
      ASSERT_TRUE(saved) << "not saved: " << key << "\n" << story;
    }
  }

  static bool is_one_of_words(const std::string& text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), plain_words(text)) != words.end();
  }

  void check_help(const Conversation& before) {
    if (conversation.misses < 2 || conversation.misses <= before.misses) return;
    ASSERT_TRUE(offers("go:officer") || wished<wish::HandToPerson>()) << "two misses and no way to a person\n" << story;
  }

  void arrive() {
    office_is_fickle = false;
    constexpr int messages_max = 40;
    for (int i = 0; i < messages_max; ++i) {
      hear(patient_message());
      if (::testing::Test::HasFatalFailure() || sent) return;
    }
    FAIL() << "never sent\n" << story;
  }
};

TEST(RandomConversations, HaveNoDeadEndNoLoopAndNoLostAnswer) {
  const char* depth = std::getenv("OPAK_TEST_DEPTH");
  const char* wished = std::getenv("OPAK_CONVERSATIONS");
  const char* from = std::getenv("OPAK_CONVERSATIONS_FROM");
  const bool deep = depth != nullptr && std::string(depth) != "quick";
  const int conversations = wished != nullptr ? std::atoi(wished) : deep ? 2'000 : 800;
  const std::uint64_t first = from != nullptr ? std::strtoull(from, nullptr, 10) : 1;
  int receipts = 0;
  for (int i = 0; i < conversations; ++i) {
    Walk walk(first + static_cast<std::uint64_t>(i));
    const auto seed = first + static_cast<std::uint64_t>(i);
    if (seed % 5 == 0) walk.knowledge.has_phone = false;
    if (seed % 3 == 0) walk.knowledge.cases.push_back({"C1", "OM-2611-00007-X", "lost", "returned", true, *day_of(2026, 11, 30), *day_of(2026, 12, 2), "photo", "family_card", {}, "http://localhost:8080/s/x", {"family_card"}, {}});
    const auto messages = 3 + walk.any(14);
    walk.story = "seed " + std::to_string(seed) + "\n";
    for (std::size_t n = 0; n < messages; ++n) {
      walk.hear(walk.random_message());
      if (HasFatalFailure()) return;
    }
    walk.arrive();
    if (HasFatalFailure()) return;
    receipts += walk.sent;
  }
  EXPECT_EQ(receipts, conversations);
}

}  // namespace
}  // namespace opak::intake
