// No page reads a whole table: all journeys are walked, and the plan of every statement they prepared is read.
//
// SQLite says SEARCH where it goes by a key and SCAN where it goes through everything. A SCAN is allowed only for what is
// named below with its reason.
#include <gtest/gtest.h>

#include "journeys/journey.h"
#include "store/statements.h"
#include "web/officer/city_hall.h"

namespace opak::journeys {
namespace {

struct Allowed {
  std::string_view scan;  // What SQLite says, from "SCAN".
  std::string_view sql;   // A part of the statement; "" for any.
  std::string_view why;
};

constexpr Allowed allowed[] = {
    {"SCAN CONSTANT ROW", "", "no table"},
    {"SCAN sqlite_schema", "", "the schema is a page or two"},
    {"SCAN pragma_table_info", "", "the columns of one table"},
    {"SCAN view_case USING COVERING INDEX view_case_open", "is_open = 1", "how much open work there is"},
    {"SCAN view_case USING INDEX view_case_open", "is_open = 1", "an office's open work, in the order of its clock; never what has ended"},
    {"SCAN view_case USING INDEX view_case_not_received", "LIMIT", "the index holds only cards that were handed over and did not arrive"},
    {"SCAN whatsapp_inbox USING INDEX whatsapp_inbox_waiting", "LIMIT", "what came in and is not read yet"},
    {"SCAN view_run USING INDEX view_run_open", "stage <> 'closed'", "the runs of today and those nobody has closed"},
    {"SCAN intake_conversation USING INDEX intake_conversation_", "LIMIT", "a page of the officers' list of talks, in its order"},
    {"SCAN intake_conversation USING COVERING INDEX intake_conversation_", "LIMIT", "how many talks there are, up to two thousand"},
    {"SCAN o", "LIMIT", "the rows of one page, chosen by the index inside"},
    {"SCAN (subquery", "LIMIT", "what the bounded list inside it gave"},
    {"SCAN office_erasure", "", "erasures that are not finished: none, most of the time"},
    {"SCAN intake_canned", "", "an office has some dozens of ready replies"},
    {"SCAN access_staff", "", "an office has some dozens of officers"},
    {"SCAN tlog_leaf", "ORDER BY n DESC LIMIT 1", "the last row by its key"},
    {"SCAN journal", "ORDER BY seq DESC LIMIT 1", "the last row by its key"},
    {"SCAN tlog_checkpoint", "ORDER BY size DESC LIMIT 1", "the last row by its key"},
    {"SCAN store_migration", "", "once, as the program starts: a row a migration"},
    {"SCAN tlog_identity", "", "one row"},
    {"SCAN view_", "SELECT quote(", "`opak verify` holds the boards against the book; no page does"},
    {"SCAN journal", "hash FROM journal ORDER BY seq", "`opak verify` reads the whole book; no page does"},
    {"SCAN tlog_checkpoint", "note FROM tlog_checkpoint ORDER BY size", "`opak verify` reads the whole log; no page does"},
    {"SCAN tlog_leaf", "SELECT n, hash, bytes", "`opak verify` reads the whole log; no page does"},
    {"SCAN tlog_node", "SELECT count(*)", "`opak verify` counts the whole tree; no page does"},
};

bool is_allowed(std::string_view detail, std::string_view sql) {
  return std::any_of(std::begin(allowed), std::end(allowed),
                     [&](const Allowed& one) { return detail.starts_with(one.scan) && sql.find(one.sql) != std::string_view::npos; });
}

bool has_plan(std::string_view sql) {
  for (const auto* verb : {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"})
    if (sql.starts_with(verb)) return true;
  return false;
}

// Every page without an own address, by everyone; what is their own is walked by the journeys.
void look_at_every_page() {
  web::CityHall hall;
  hall.office().stock(40);
  const auto id = hall.office().verified(hall.office().submitted());
  hall.office().printed(id, "KA00000001");
  web::Browser stranger(hall.city);
  for (const auto& route : web::all_routes()) {
    if (route.method != "GET" || route.pattern.find('*') != std::string_view::npos) continue;
    stranger.get(std::string(route.pattern));
    for (const auto* login : {"rina", "budi", "joko", "agus", "ratna", "tuti"}) hall.as(login).get(std::string(route.pattern));
  }
  auto rina = hall.as("rina");
  for (const auto* tab : {"saya", "belum", "semua", "periksa", "tunda"}) rina.get("/petugas?hal=2&t=" + std::string(tab));
  for (const auto* words : {"OM-2611-00001", "00001", "3673015708990001", "0812 0000 0001", "Siti Aminah"}) {
    rina.get("/petugas");
    rina.post("/petugas/cari", {{"cari", words}});
  }
  office::OfficeTwin::must(office::set_run(*hall.office().office, {hall.ids.at("agus"), day_in_jakarta(hall.office().clock.now()), 9, 12, {hall.office().state(id).parcel}}, hall.office().ratna()));
  for (const auto* login : {"agus", "ratna"})
    for (const auto* page : {"/antar", "/antaran", "/pimpinan"}) hall.as(login).get(page);
}

TEST(Plans, GoByAKeyForEveryStatementOfEveryJourney) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".journey") {
      try {
        Journey().tell(lines_of(entry.path()));
      } catch (const Journey::Told& told) {
        ADD_FAILURE() << told.words;
      }
    }
  look_at_every_page();
  const auto statements = store::statements_so_far();
  office::OfficeTwin twin;
  auto& database = twin.office->reader();
  int read = 0;
  for (const auto& sql : statements) {
    if (!has_plan(sql)) continue;
    ++read;
    try {
      for (auto rows = database.query("EXPLAIN QUERY PLAN " + sql); rows.next();) {
        const auto detail = rows.string_at(3);
        if (detail.find("SCAN") == std::string::npos || is_allowed(detail.substr(detail.find("SCAN")), sql)) continue;
        ADD_FAILURE() << detail << "\n  " << sql;
      }
    } catch (const Bug& bug) {
      if (std::string_view(bug.what()).find("no such table") == std::string_view::npos) throw;  // The register's own file.
    }
  }
  EXPECT_GT(read, 150) << "the journeys no longer ask what they asked";
}

}  // namespace
}  // namespace opak::journeys
