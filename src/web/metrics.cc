// What this city counts about itself, as Prometheus reads it (text exposition format 0.0.4). For this machine only: a request
// that came over a proxy or from elsewhere is told that there is no such page. No number here is about one person.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "net/server.h"
#include "office/notices.h"
#include "office/outbox.h"
#include "office/own_data.h"
#include "web/page.h"
#include "web/resident/resident.h"

namespace opak::web {
namespace {

class Exposition {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) { text_ += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help); }
  void value(std::string_view name, double number, std::string_view labels = {}) {
    text_ += labels.empty() ? fmt::format("{} {}\n", name, number) : fmt::format("{}{{{}}} {}\n", name, labels, number);
  }
  void counter(std::string_view name, std::string_view help, std::int64_t number) {
    family(name, "counter", help);
    value(name, static_cast<double>(number));
  }
  void gauge(std::string_view name, std::string_view help, double number) {
    family(name, "gauge", help);
    value(name, number);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void of_the_door(Exposition& out, const net::ServerCounts& counts) {
  out.counter("opak_http_requests_total", "Requests read.", counts.requests);
  out.family("opak_http_answers_total", "counter", "Answers written, by the hundreds of their status.");
  for (std::size_t hundreds = 2; hundreds <= 5; ++hundreds)
    out.value("opak_http_answers_total", static_cast<double>(counts.answers[hundreds]), fmt::format("code=\"{}xx\"", hundreds));
  out.gauge("opak_http_connections", "Open connections, live pages not counted.", static_cast<double>(counts.connections));
  out.gauge("opak_http_live_pages", "Pages that are open and kept true.", static_cast<double>(counts.streams));
  out.gauge("opak_http_body_bytes", "Bytes held of bodies that are on their way in.", static_cast<double>(counts.body_bytes));
}

void of_the_clerk(Exposition& out, const office::OfficeCounts& counts) {
  out.family("opak_wishes_total", "counter", "Wishes that the clerk took, by what came of them.");
  out.value("opak_wishes_total", static_cast<double>(counts.done), "outcome=\"done\"");
  out.value("opak_wishes_total", static_cast<double>(counts.refused), "outcome=\"refused\"");
  out.value("opak_wishes_total", static_cast<double>(counts.failed), "outcome=\"failed\"");
  out.value("opak_wishes_total", static_cast<double>(counts.busy), "outcome=\"turned_away\"");
  out.gauge("opak_wishes_waiting", "Wishes before the clerk.", static_cast<double>(counts.waiting));
  constexpr std::string_view name = "opak_commit_seconds";
  out.family(name, "histogram", "A batch of wishes, from its first to its commit on disk.");
  std::int64_t sum = 0;
  for (std::size_t at = 0; at < office::Durations::bounds_ms.size(); ++at) {
    sum += counts.commits.count(at);
    out.value("opak_commit_seconds_bucket", static_cast<double>(sum), fmt::format("le=\"{}\"", office::Durations::bounds_ms[at] / 1000));
  }
  sum += counts.commits.count(office::Durations::bounds_ms.size());
  out.value("opak_commit_seconds_bucket", static_cast<double>(sum), "le=\"+Inf\"");
  out.value("opak_commit_seconds_sum", counts.commits.sum_s());
  out.value("opak_commit_seconds_count", static_cast<double>(sum));
}

void of_the_book(Exposition& out, Site& site, Boards& boards) {
  out.counter("opak_journal_entries_total", "Entries of the book.", boards.last_seq());
  out.family("opak_applications", "gauge", "Open applications, by stage.");
  for (const auto& [stage, count] : boards.open_by_stage()) out.value("opak_applications", static_cast<double>(count), fmt::format("stage=\"{}\"", stage));
  out.gauge("opak_letters_waiting", "Messages to residents that wait to be sent.", static_cast<double>(office::letters_waiting(boards.database())));
  const auto now = site.now();
  const auto notices = office::notice_numbers(boards.database(), now + -days(1));
  out.family("opak_notices", "gauge", "Notices of the last 24 hours, by what became of them.");
  for (const auto& [state, n] : {std::pair{"known", notices.known}, {"on_their_way", notices.on_their_way}, {"with_a_person", notices.with_a_person}, {"ended_unknown", notices.ended_unknown}})
    out.value("opak_notices", static_cast<double>(n), fmt::format("state=\"{}\"", state));
  const auto calls = office::call_numbers(boards.database(), now);
  out.gauge("opak_calls_open", "Residents whom a person must tell.", static_cast<double>(calls.open));
  out.gauge("opak_calls_overdue", "Of these, later than they should be.", static_cast<double>(calls.overdue));
  out.family("opak_messages_this_month", "gauge", "Messages that went out this month, by way and kind.");
  for (const auto& count : office::message_counts(boards.database(), office::month_of(now))) out.value("opak_messages_this_month", static_cast<double>(count.n), fmt::format("way=\"{}\",kind=\"{}\"", count.channel, count.kind));
  out.gauge("opak_erasures_unfinished", "Persons whose erasure is not finished on disk.", office::erasures_unfinished(boards.database()));
  if (const auto stock = boards.stock_days(site.catalogue.city().code, 1); !stock.empty())
    out.gauge("opak_blangko_available", "Blank cards that can still be printed on.", static_cast<double>(stock.front().available));
}

void of_the_copy(Exposition& out, const store::Copier& copier) {
  const auto state = copier.state();
  out.gauge("opak_copy_reached", "1 where the second place takes batches.", state.reached ? 1 : 0);
  out.gauge("opak_copy_behind_seconds", "Age of the oldest commit that is not known to be in the second place; 0 where there is none.", static_cast<double>(state.behind_ms) / 1000);
  out.gauge("opak_copy_waiting_bytes", "Bytes that wait to be sent there.", static_cast<double>(state.waiting_bytes));
  out.counter("opak_copy_batches_total", "Batches taken there.", state.batches);
  out.counter("opak_copy_bases_total", "Whole copies made there.", state.bases);
}

void of_the_process(Exposition& out) {
  long pages = 0, ignored = 0;
  if (std::ifstream statm("/proc/self/statm"); statm >> ignored >> pages)
    out.gauge("process_resident_memory_bytes", "Resident memory.", static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)));
  std::ifstream stat("/proc/self/stat");
  std::string line;
  if (!std::getline(stat, line) || line.rfind(')') == std::string::npos) return;
  // From field 3 on; 14 and 15 are the ticks in user and kernel mode.
  std::istringstream fields(line.substr(line.rfind(')') + 2));
  std::string skipped;
  for (int n = 3; n < 14; ++n) fields >> skipped;
  if (double user = 0, kernel = 0; fields >> user >> kernel) {
    out.family("process_cpu_seconds_total", "counter", "Processor time, user and kernel.");
    out.value("process_cpu_seconds_total", (user + kernel) / static_cast<double>(::sysconf(_SC_CLK_TCK)));
  }
}

bool is_from_this_machine(const Request& request) {
  const auto& from = request.remote_address;
  return request.header("x-forwarded-for").empty() && (from.starts_with("127.") || from == "::1");
}

}  // namespace

Reply metrics(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  if (!is_from_this_machine(request)) return error_page(site, visitor, 404);
  Exposition out;
  if (site.door != nullptr) of_the_door(out, *site.door);
  of_the_clerk(out, site.office.counts());
  of_the_book(out, site, boards);
  if (const auto* copier = site.office.settings().copier) of_the_copy(out, *copier);
  of_the_process(out);
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = out.take();
  return response;
}

}  // namespace opak::web
