// The command line, and the help that teaches it. The one file that includes CLI11, which is slow to compile.
#include "commands/words.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

#include "base/log.h"
#include "store/sqlite.h"

namespace opak::commands {
namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 fine · 1 a check found a fault · 2 wrong use · 3 the disk, a port or another program failed · 4 the office says no";

std::string help_of(const char* example) { return std::string("Example:\n") + example + "\n" + exit_codes; }

Result<std::string> text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return failure("cannot read the settings in " + path);
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

struct Line {
  std::string data = "data", config, listen;
  int port = -1;
};

// The settings file (--config, else DIR/opak.toml if there is one), the environment, and the words on the line, in rising order.
std::optional<Told> told_by(const Line& line, Terminal& terminal) {
  auto path = line.config;
  if (path.empty() && std::filesystem::exists(line.data + "/opak.toml")) path = line.data + "/opak.toml";
  std::string text;
  if (!path.empty()) {
    auto read = text_of(path);
    if (!read) {
      say_failure(terminal, read.error());
      return std::nullopt;
    }
    text = std::move(*read);
  }
  auto settings = read_settings(path.empty() ? "settings" : path, text, process_environment());
  if (!settings) {
    for (const auto& problem : settings.error()) terminal.err << "opak: " << catalogue::to_line(problem) << "\n";
    return std::nullopt;
  }
  if (line.port >= 0) settings->port = line.port;
  if (!line.listen.empty()) settings->follow_listen = line.listen;
  const auto level = settings->level;
  set_log_level(level == "debug" ? LogLevel::debug : level == "warning" ? LogLevel::warning : level == "error" ? LogLevel::error : LogLevel::info);
  return Told{line.data, std::move(*settings)};
}

}  // namespace

int run(int count, const char* const* words, Terminal& terminal) {
  CLI::App app{"Opak Manis: a city's public services, from the first message to the card in the hand."};
  app.footer(help_of("  opak demo --data ./data          an example city on http://localhost:8080\n"
                     "  opak serve --data /var/lib/opak  the city itself\n"
                     "  opak <word> --help               more about one word"));
  app.require_subcommand(1);
  Line line;
  std::function<Exit(const Told&)> act;

  const auto word = [&](const char* name, const char* says, const char* example, std::function<Exit(const Told&)> does) {
    auto* sub = app.add_subcommand(name, says);
    sub->footer(help_of(example));
    sub->add_option("--data", line.data, "The data folder")->type_name("DIR")->capture_default_str();
    sub->add_option("--config", line.config, "Settings (DIR/opak.toml if it is there)")->type_name("FILE");
    sub->callback([&act, does = std::move(does)] { act = does; });
    return sub;
  };
  const auto with_port = [&](CLI::App* sub) {
    sub->add_option("--port", line.port, "Listen here instead of the port in the settings; 0: any free one")->type_name("N")->check(CLI::Range(0, 65535));
  };

  auto beginning = Beginning::fresh;
  const auto with_take_over = [&](CLI::App* sub) {
    sub->add_flag_callback("--take-over", [&] { beginning = Beginning::take_over; },
                           "Take a running city over from the program that serves it, without a refused visitor: for a new version or new settings");
  };
  auto* serve_word = word("serve", "Runs the city: pages, WhatsApp, delivery of messages. Ends on Ctrl-C or SIGTERM, when all that was taken is on disk. On SIGHUP the program starts itself anew and hands over.",
                 "  opak serve --data /var/lib/opak --port 8080\n"
                 "  opak serve --data /var/lib/opak --port 8080 --take-over   while another opak serves there: it goes on, without a gap\n"
                 "  A new folder starts empty. Add the first admin with: opak user add --data /var/lib/opak --login siti --name \"Siti A.\" --roles admin",
                 [&](const Told& told) { return serve(told, beginning, terminal); });
  with_port(serve_word);
  with_take_over(serve_word);
  auto* demo_word = word("demo", "Runs an example city of invented people, with a pretend phone. Fills DIR at its first start.",
                 "  opak demo --data ./data --port 8080\n  Then open http://localhost:8080/demo", [&](const Told& told) { return demo(told, beginning, terminal); });
  with_port(demo_word);
  with_take_over(demo_word);
  auto* follow_word = word("follow", "Follows a city on another machine: takes its batches, shows its pages read-only. `opak take-over` makes it the city.",
                           "  opak follow --data /var/lib/opak-follower --listen 10.0.0.2:8090 --port 8080\n"
                           "  The city's settings then say copy.to = \"http://10.0.0.2:8090\"; both name a copy.secret_file with the same line.\n"
                           "  With a copy of opak.keys in its folder it shows pages; without, it only keeps.",
                           [&](const Told& told) { return follow(told, terminal); });
  with_port(follow_word);
  follow_word->add_option("--listen", line.listen, "Take batches here instead of follow.listen")->type_name("ADDRESS:PORT");
  word("take-over", "Makes the city of a folder that followed, and refuses the writer before from then on. The follower must be stopped.",
       "  opak take-over --data /var/lib/opak-follower\n  opak serve --data /var/lib/opak-follower", [&](const Told& told) { return take_over(told, terminal); });
  word("check", "Looks for faults in services, cities and translations, and names file and line.",
       "  opak check                              the files inside the program\n"
       "  OPAK_CITY_CATALOGUE=./mine opak check   your own folder",
       [&](const Told& told) { return check(told, terminal); });
  word("verify", "Counts everything again: the book's chain, the public log, the worklists, every blangko. Changes nothing; the city may run meanwhile.",
       "  opak verify --data /var/lib/opak", [&](const Told& told) { return verify(told, terminal); });
  word("rebuild", "Drops the worklists and folds them again from the book. The city must be stopped.", "  opak rebuild --data /var/lib/opak",
       [&](const Told& told) { return rebuild(told, terminal); });

  BackupWish backup_wish;
  auto* backup_word = word("backup", "Copies the data to one place and its keys to another. The city may run meanwhile. Copies of keys older than 35 days are removed.",
                           "  opak backup --data /var/lib/opak --to /backup/2026-11-23 --keys-to /safe/opak-keys\n"
                           "  Whoever has only one of the two can read nobody's data.",
                           [&](const Told& told) { return backup(told, backup_wish, terminal); });
  backup_word->add_option("--to", backup_wish.to, "A new folder for the data")->type_name("DIR")->required();
  backup_word->add_option("--keys-to", backup_wish.keys_to, "A folder elsewhere for the keys")->type_name("DIR")->required();

  RestoreWish restore_wish;
  auto* restore_word = word("restore", "Puts a backup, or the copy in a second place, into a new folder, and erases again who was erased since.",
                            "  opak restore --from /backup/2026-11-23 --keys /safe/opak-keys/2026-11-23T01-00-00 --erasures /var/lib/opak/erasures.list --data /var/lib/opak-new\n"
                            "  opak restore --from /mnt/other/opak --keys /safe/opak.keys --erasures none --data /var/lib/opak-new --take-over\n"
                            "  opak restore --from s3:https://s3.example.id/bucket/prefix --until 2026-11-23T01:30:00Z ... to look at an earlier moment",
                            [&](const Told& told) { return restore(told, restore_wish, terminal); });
  restore_word->add_option("--from", restore_wish.from, "The folder `backup --to` wrote, or the place that copy.to names")->type_name("DIR")->required();
  restore_word->add_option("--keys", restore_wish.keys, "The folder of keys that belongs to it; for a copy, opak.keys")->type_name("DIR")->required();
  restore_word->add_option("--erasures", restore_wish.erasures, "The erasures.list of the folder that was in use, or \"none\" if it is lost")->type_name("FILE")->required();
  restore_word->add_option("--not-before", restore_wish.not_before, "A checkpoint of the public log that somebody kept (https://.../log/checkpoint): an older backup, or one of another history, is refused")->type_name("FILE");
  restore_word->add_flag("--unsealed", restore_wish.unsealed, "Take a backup that an older opak made, before backups were sealed");

  restore_word->add_option("--until", restore_wish.until, "Of a copy: not beyond this moment")->type_name("2026-11-23T01:30:00Z");
  restore_word->add_flag("--take-over", restore_wish.take_over, "Of a copy: what is restored is the city from now on; whoever still writes it is refused");

  std::string by = "nik";
  auto* erase_word = word("erase", "Erases a person or a telephone number everywhere; the book and the public log stay provable. The number is read from standard input, never from the line. The city must be stopped.",
                          "  opak erase --data /var/lib/opak --by nik      (then type the 16 digits)\n"
                          "  opak erase --data /var/lib/opak --by phone",
                          [&](const Told& told) { return erase(told, by == "phone" ? ErasedBy::phone : ErasedBy::nik, terminal); });
  erase_word->add_option("--by", by, "nik or phone")->check(CLI::IsMember({"nik", "phone"}))->capture_default_str();

  UserWish user_wish;
  auto* user_word = word("user", "The people who work here.",
                         "  opak user add --login siti.aminah --name \"Siti Aminah\" --roles \"operator courier\"\n"
                         "  opak user list\n"
                         "  opak user roles --login siti.aminah --roles verifier\n"
                         "  opak user reset --login siti.aminah         a new password; the authenticator is enrolled anew\n"
                         "  opak user deactivate --login siti.aminah\n"
                         "  Roles: operator verifier printer courier counter supervisor admin",
                         [&](const Told& told) { return user(told, user_wish, terminal); });
  user_word->add_option("act", user_wish.act, "What to do")->required()->check(CLI::IsMember({"add", "list", "roles", "reset", "deactivate"}));
  user_word->add_option("--login", user_wish.login, "The name to sign in with");
  user_word->add_option("--name", user_wish.name, "The person's name");
  user_word->add_option("--counter", user_wish.counter, "Key of the counter in a kelurahan, with the role counter");
  user_word->add_option("--roles", user_wish.roles, "Names of roles, with spaces between");
  user_word->add_flag("--password-from-stdin", user_wish.password_from_stdin, "Read the password from standard input; else one is made and shown once");

  std::string keys_act;
  auto* keys_word = word("keys", "The key that wraps every person's key. `rotate` makes a new one; the city brings everything to it while it runs, and forgets the old one at the end.",
                         "  opak keys rotate --data /var/lib/opak\n"
                         "  opak keys status --data /var/lib/opak",
                         [&](const Told& told) { return keys(told, keys_act, terminal); });
  keys_word->add_option("act", keys_act, "What to do")->required()->check(CLI::IsMember({"rotate", "status"}));

  BenchWish bench_wish;
  auto* bench_word = word("bench", "Measures how this machine would carry a city: grows one of invented people in DIR, starts the program over it, and asks it as residents and officers do.",
                          "  opak bench --data /tmp/opak-bench                              ten thousand applications in five years\n"
                          "  opak bench --data /tmp/opak-big --applications 1000000         takes half an hour and 15 GB; the city is grown once",
                          [&](const Told& told) { return bench(told, bench_wish, terminal); });
  bench_word->add_option("--applications", bench_wish.applications, "How many the city has had")->check(CLI::Range(std::int64_t{1'000}, std::int64_t{5'000'000}))->capture_default_str();
  bench_word->add_option("--years", bench_wish.years, "In how many years")->check(CLI::Range(1, 10))->capture_default_str();
  bench_word->add_option("--clients", bench_wish.clients, "Who asks at the same time")->check(CLI::Range(1, 500))->capture_default_str();
  bench_word->add_option("--life-clients", bench_wish.life_clients, "Who walk from the first page to the card in hand at the same time")->check(CLI::Range(1, 64))->capture_default_str();
  bench_word->add_option("--seconds", bench_wish.seconds, "Of each measurement")->check(CLI::Range(0.2, 600.0))->capture_default_str();
  bench_word->add_option("--rounds", bench_wish.rounds, "Of which the median counts")->check(CLI::Range(1, 20))->capture_default_str();
  bench_word->add_option("--rush-seconds", bench_wish.rush_seconds, "At the end, so long a rush of five times what it carries; 0 for none")->check(CLI::Range(0.0, 3600.0))->capture_default_str();
  bench_word->add_option("--open-pages", bench_wish.open_pages, "At the end, so many open live pages of one case, and a change to it; 0 for none")->check(CLI::Range(0, 100'000))->capture_default_str();
  bench_word->add_option("--webhook-seconds", bench_wish.webhook_seconds, "At the end, so long WhatsApp's webhook 200 times a second; 0 for none")->check(CLI::Range(0.0, 600.0))->capture_default_str();
  bench_word->add_flag("--rebuild", bench_wish.rebuild, "At the end, fold all boards again from the book and tell how long it takes");
  bench_word->add_option("--json", bench_wish.json, "Write the numbers here as well")->type_name("FILE");

  UnderstandWish understand_wish;
  auto* understand_word = word("understand", "Says what each line of standard input is about: label, sureness, found fields as JSON, with tabs between. Opens no data folder.",
                               "  opak understand < messages.txt > guesses.tsv",
                               [&](const Told& told) { return understand(told, understand_wish, terminal); });
  understand_word->add_option("--today", understand_wish.today, "The day \"kemarin\" is counted from, like 2026-11-23; without it only whole dates are found");

  PlanWish plan_wish;
  auto* plan_word = word("plan", "Plans a day of deliveries: reads VROOM's JSON from standard input and writes VROOM's JSON. Opens no data folder.",
                         "  opak plan --seconds 10 --threads 2 --seed 1 < day.json > plan.json\n"
                         "  opak plan --iterations 20000 --seed 1 < day.json    the same bytes each time",
                         [&](const Told&) { return plan(plan_wish, terminal); });
  plan_word->add_option("--seconds", plan_wish.seconds, "The time it may take; a plan is there at any time")->check(CLI::Range(0.01, 3600.0))->capture_default_str();
  plan_word->add_option("--threads", plan_wish.threads, "Searches side by side")->check(CLI::Range(1, 16))->capture_default_str();
  plan_word->add_option("--seed", plan_wish.seed, "Where chance begins")->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 52))->capture_default_str();
  plan_word->add_option("--iterations", plan_wish.iterations, "End after so many of each thread; 0: only when the time is over")->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 52))->capture_default_str();
  plan_word->add_flag("--processor-time", plan_wish.processor_time, "Count the seconds each thread has really run, for measurements on a busy machine");

  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, terminal.out, terminal.err);
    return code == 0 ? 0 : static_cast<int>(Exit::wrong_use);
  }
  auto told = told_by(line, terminal);
  if (!told) return static_cast<int>(Exit::wrong_use);
  told->line.assign(words + 1, words + count);
  try {
    return static_cast<int>(act(*told));
  } catch (const store::StoreFailure& error) {
    return static_cast<int>(say_failure(terminal, {error.what(), "Is the disk full or worn?"}));
  } catch (const std::exception& error) {
    return static_cast<int>(say_failure(terminal, {std::string("stopped by a fault of our own: ") + error.what(), "Nothing was half done. Please report it."}));
  }
}

}  // namespace opak::commands
