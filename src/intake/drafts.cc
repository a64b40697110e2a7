#include "intake/drafts.h"

#include "base/text.h"
#include "intake/attachments.h"
#include "intake/chain.h"
#include "office/book.h"
#include "office/own_data.h"

namespace opak::intake {
namespace {

using office::Answer;
using office::Asked;
using office::Book;
using office::Done;
using office::Office;

constexpr std::int64_t draft_lives_ms = days(30);

std::string place_of(std::string_view application) { return "draft/" + std::string(application); }

struct Row {
  std::string service, contact, channel, language, assurance;
  int page = 0;
  Sealed answers;
  Moment saved_at, expires_at;
};

std::optional<Row> find_row(store::Database& database, std::string_view application) {
  auto row = database.query("SELECT service, contact, channel, language, assurance, page, answers, saved_at, expires_at FROM intake_draft WHERE application = $1")
                 .text(application);
  if (!row.next()) return std::nullopt;
  return Row{row.string_at(0), row.string_at(1), row.string_at(2), row.string_at(3), row.string_at(4), static_cast<int>(row.number_at(5)),
             Sealed{Bytes(row.blob_at(6))}, Moment{row.number_at(7)}, Moment{row.number_at(8)}};
}

std::map<std::string, std::string> papers_of(store::Database& database, std::string_view application) {
  std::map<std::string, std::string> papers;
  for (auto rows = database.query("SELECT paper, document FROM intake_draft_paper WHERE application = $1").text(application); rows.next();)
    papers.emplace(rows.string_at(0), rows.string_at(1));
  return papers;
}

vault::Fields open_answers(Office& office, store::Database& database, std::string_view application, const Row& row) {
  if (row.answers.bytes.empty()) return {};
  const auto opened = office::open_own(office, database, row.contact, place_of(application), row.answers);
  return opened ? PersonalAccess::look(*opened) : vault::Fields{};
}

// REQUIRES: inside a wish. Saving gives a draft another 30 days.
void touch(Book& book, std::string_view application) {
  book.database().query("UPDATE intake_draft SET saved_at = $1, expires_at = $2 WHERE application = $3")
      .number(book.now().ms).number((book.now() + draft_lives_ms).ms).text(application).run();
}

void put_answer(vault::Fields& fields, const std::string& key, const std::string& value) {
  for (auto& [known, old] : fields)
    if (known == key) {
      old = value;
      return;
    }
  fields.emplace_back(key, value);
}

std::string value_of(const vault::Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

Refusal no_draft() { return {"draft.not_found"}; }

Later<Answer> remove_row(Office& office, const std::string& application, const Asked& asked, Done answer) {
  return office.record(asked, [application, answer](Book& book) -> Answer {
    book.database().query("DELETE FROM intake_draft_paper WHERE application = $1").text(application).run();
    book.database().query("DELETE FROM intake_draft WHERE application = $1").text(application).run();
    return answer;
  });
}

Later<Answer> put_and_say(Office& office, PutPaper wish, Done said, const Asked& asked) {
  return office.record(asked, [wish = std::move(wish), said = std::move(said)](Book& book) -> Answer {
    if (auto refusal = put_paper_in(book, wish)) return *refusal;
    return said;
  });
}

bool is_paper_of(Office& office, std::string_view service, std::string_view paper) {
  const auto* known = office.catalogue().find_service(service);
  return known != nullptr && known->find_paper(paper) != nullptr;
}

// Somebody at home takes it: the applicant, or another named adult of the house.
std::string receiver_of(const vault::Fields& fields) {
  const auto receiver = letters_only(value_of(fields, "receiver"));
  return receiver.empty() || receiver == letters_only(value_of(fields, "name")) ? "self" : "family";
}

std::string region_of(Office& office, const vault::Fields& fields, const std::string& way) {
  const auto& places = office.catalogue().city().pick_up_places;
  if (way == "pick_up" && !places.empty()) return places.front().kelurahan;
  return value_of(fields, "kelurahan");
}

vault::Fields address_fields(const vault::Fields& fields) {
  vault::Fields address;
  for (const auto* key : {"street", "rt", "rw", "landmark"}) address.emplace_back(key, value_of(fields, key));
  address.emplace_back("receiver_name", value_of(fields, "receiver"));
  if (auto pin = value_of(fields, "pin"); law::parse_place(pin)) address.emplace_back("pin", std::move(pin));
  // A person who hides their number in the messaging app still gave one for the courier.
  if (auto phone = value_of(fields, "phone"); !phone.empty()) address.emplace_back("phone", std::move(phone));
  return address;
}

office::SubmitApplication submission(Office& office, const SendDraft& wish, const Draft& draft) {
  const auto& service = office.catalogue().get_service(draft.service);
  const auto tidy = tidied(service, Personal<vault::Fields>(PersonalAccess::look(draft.answers)), office.catalogue().city().regions);
  const auto& fields = PersonalAccess::look(tidy);
  const std::string way = value_of(fields, "delivery") == "office" ? "pick_up" : "deliver";
  return {.application = wish.application,
          .contact = draft.contact,
          .assurance = draft.assurance,
          .lane = wish.lane,
          .way = way,
          .region = region_of(office, fields, way),
          // At the counter nobody was asked who else may come: the owner does.
          .receiver = way == "pick_up" ? "self" : receiver_of(fields),
          .language = draft.language,
          .messages_wanted = wish.messages_wanted,
          .assisted = wish.assisted,
          .person = Personal<vault::Fields>({{"name", value_of(fields, "name")}, {"nik", value_of(fields, "nik")}, {"kk", value_of(fields, "kk")}}),
          .address = Personal<vault::Fields>(address_fields(fields)),
          .papers = draft.papers};
}

// What a form without script, or a late chat, may have skipped: nothing is sent that the next page would refuse.
std::optional<Refusal> first_gap(Office& office, const Draft& draft) {
  const auto& service = office.catalogue().get_service(draft.service);
  const auto& fields = PersonalAccess::look(draft.answers);
  const auto answer_of = [&](std::string_view key) {
    for (const auto& [name, value] : fields)
      if (name == key) return std::string_view(value);
    return std::string_view();
  };
  std::vector<std::string> asked;
  // A point shared in a talk may lie far from the kelurahan said later: the planner passes it over, and nothing waits for it.
  for (const auto& question : service.questions)
    if (question.key != "pin" && question.kind != law::FieldKind::tick && question.kind != law::FieldKind::phone && law::holds(question.when, answer_of)) asked.push_back(question.key);
  const Personal<vault::Fields> answers{fields};
  for (const auto& remark : check_answers(service, asked, answers, office.catalogue().city().regions, day_in_jakarta(office.now())))
    if (!remark.doubt) return remark.what;
  for (const auto* paper : law::papers_asked(service, answer_of))
    if (paper->required && !paper->may_come_later && draft.papers.count(paper->key) == 0) return Refusal{"application.paper_needed", {{"berkas", paper->key}}};
  return std::nullopt;
}

}  // namespace

Later<Answer> begin_draft(Office& office, BeginDraft wish, const Asked& asked) {
  return and_then(office::open_application(office, {wish.service, wish.channel}, asked), [&office, wish, asked](const Done& opened) {
    const auto application = opened.word("application");
    return office.record(part_of(asked, "draft"), [wish, application](Book& book) -> Answer {
      book.database().query("INSERT INTO intake_draft (application, service, contact, channel, language, assurance, saved_at, expires_at) "
                            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING")
          .text(application).text(wish.service).text(wish.contact).text(wish.channel).text(wish.language).text(wish.assurance)
          .number(book.now().ms).number((book.now() + draft_lives_ms).ms).run();
      return Done{{{"application", application}}};
    });
  });
}

std::optional<Draft> find_draft(Office& office, store::Database& reader, std::string_view application) {
  const auto row = find_row(reader, application);
  if (!row || row->expires_at <= office.now()) return std::nullopt;
  return Draft{.application = std::string(application), .service = row->service, .contact = row->contact, .channel = row->channel,
               .language = row->language, .assurance = row->assurance, .page = row->page, .papers = papers_of(reader, application),
               .saved_at = row->saved_at, .expires_at = row->expires_at,
               .answers = PersonalAccess::open(open_answers(office, reader, application, *row))};
}

std::vector<Draft> drafts_of(Office& office, store::Database& reader, std::string_view contact) {
  std::vector<std::string> ids;
  for (auto rows = reader.query("SELECT application FROM intake_draft WHERE contact = $1 ORDER BY saved_at DESC, application DESC LIMIT 20").text(contact); rows.next();)
    ids.push_back(rows.string_at(0));
  std::vector<Draft> drafts;
  for (const auto& id : ids)
    if (auto draft = find_draft(office, reader, id)) drafts.push_back(*std::move(draft));
  return drafts;
}

std::string draft_contact(store::Database& reader, std::string_view application) {
  const auto row = find_row(reader, application);
  return row ? row->contact : "";
}

Later<Answer> save_answers(Office& office, SaveAnswers wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    const auto row = find_row(book.database(), wish.application);
    if (!row) return no_draft();
    auto fields = open_answers(office, book.database(), wish.application, *row);
    for (const auto& [key, value] : PersonalAccess::look(wish.answers)) put_answer(fields, key, value);
    const auto sealed = office::seal_own(office, book.database(), row->contact, place_of(wish.application), Personal<vault::Fields>(std::move(fields)));
    book.database().query("UPDATE intake_draft SET answers = $1, page = max(page, $2), language = $3 WHERE application = $4")
        .blob(sealed.bytes).number(wish.page).text(wish.language.empty() ? row->language : wish.language).text(wish.application).run();
    touch(book, wish.application);
    return Done{};
  });
}

Later<Answer> save_paper(Office& office, SavePaper wish, const Asked& asked) {
  const auto row = find_row(office.reader(), wish.application);
  if (!row) return Later<Answer>::ready(no_draft());
  if (!is_paper_of(office, row->service, wish.paper)) return Later<Answer>::ready(Refusal{"application.papers_unknown"});
  return and_then(clean_and_keep(office, row->contact, std::move(wish.file), part_of(asked, "document")),
                  [&office, application = wish.application, paper = wish.paper, asked](const Done& kept) {
                    return put_and_say(office, {application, paper, kept.word("document")}, kept, asked);
                  });
}

std::optional<Refusal> put_paper_in(Book& book, const PutPaper& wish) {
  const auto row = find_row(book.database(), wish.application);
  if (!row) return no_draft();
  if (!is_paper_of(book.office(), row->service, wish.paper)) return Refusal{"application.papers_unknown"};
  book.database().query("INSERT INTO intake_draft_paper (application, paper, document) VALUES ($1, $2, $3) "
                        "ON CONFLICT (application, paper) DO UPDATE SET document = excluded.document")
      .text(wish.application).text(wish.paper).text(wish.document).run();
  touch(book, wish.application);
  return std::nullopt;
}

Later<Answer> put_paper(Office& office, PutPaper wish, const Asked& asked) {
  Done said{{{"document", wish.document}, {"hints", ""}}};
  return put_and_say(office, std::move(wish), std::move(said), asked);
}

Later<Answer> send_paper(Office& office, SavePaper wish, const Asked& asked) {
  const auto found = views::Boards(office.reader()).find_case(wish.application);
  if (!found || found->state.person.empty()) return Later<Answer>::ready(Refusal{"application.not_found"});
  if (!is_paper_of(office, found->state.service, wish.paper)) return Later<Answer>::ready(Refusal{"application.papers_unknown"});
  return and_then(clean_and_keep(office, found->state.contact, std::move(wish.file), part_of(asked, "document")),
                  [&office, application = wish.application, paper = wish.paper, asked](const Done& kept) {
                    return office::add_paper(office, {application, paper, kept.word("document")}, asked).then([kept](const Answer& answer) {
                      const auto* added = office::done(answer);
                      if (added == nullptr) return answer;
                      auto both = kept;
                      both.words.insert(both.words.end(), added->words.begin(), added->words.end());
                      return Answer{both};
                    });
                  });
}

Later<Answer> remove_paper(Office& office, RemovePaper wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    book.database().query("DELETE FROM intake_draft_paper WHERE application = $1 AND paper = $2").text(wish.application).text(wish.paper).run();
    touch(book, wish.application);
    return Done{};
  });
}

Later<Answer> delete_draft(Office& office, std::string application, const Asked& asked) {
  return and_then(office::dismiss_draft(office, {application, "resident_deleted"}, asked), [&office, application, asked](const Done& dismissed) {
    return remove_row(office, application, part_of(asked, "draft"), dismissed);
  });
}

Later<Answer> send_draft(Office& office, SendDraft wish, const Asked& asked) {
  const auto draft = find_draft(office, office.reader(), wish.application);
  if (!draft) {
    // Sent before: the same key gets the same answer. Another key learns that there is no draft any more.
    if (asked.key.empty()) return Later<Answer>::ready(no_draft());
    return office.record(asked, [](Book&) -> Answer { return no_draft(); });
  }
  if (auto gap = first_gap(office, *draft)) return Later<Answer>::ready(*gap);
  return and_then(office::submit_application(office, submission(office, wish, *draft), asked),
                  [&office, application = wish.application, asked](const Done& submitted) {
                    return remove_row(office, application, part_of(asked, "draft"), submitted);
                  });
}

int sweep_drafts(Office& office, int limit) {
  std::vector<std::string> old;
  for (auto rows = office.reader().query("SELECT application FROM intake_draft WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2").number(office.now().ms).number(limit); rows.next();)
    old.push_back(rows.string_at(0));
  const Asked system{.actor = "system"};
  for (const auto& application : old) {
    const auto dismissed = office::dismiss_draft(office, {application, "draft_expired"}, system).wait();
    // A refusal: it is no draft any more (sent, and we stopped before taking the row away).
    if (office::failed(dismissed) == nullptr) remove_row(office, application, system, {}).wait();
  }
  return static_cast<int>(old.size());
}

}  // namespace opak::intake
