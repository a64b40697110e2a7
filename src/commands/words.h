// The words after `opak`.
#pragma once

#include "commands/exit.h"
#include "commands/settings.h"

namespace opak::commands {

// What every word is told: where the data lies and which settings hold.
struct Told {
  std::string data = "data";
  Settings settings;
  std::vector<std::string> line = {};  // As it was typed, to start the same again.
};

// fresh: nobody may serve this folder. take_over: from the program that serves it, if one does, without closing its doors.
enum class Beginning { fresh, take_over };
Exit serve(const Told& told, Beginning beginning, Terminal& terminal);
Exit demo(const Told& told, Beginning beginning, Terminal& terminal);
Exit check(const Told& told, Terminal& terminal);
Exit verify(const Told& told, Terminal& terminal);
Exit rebuild(const Told& told, Terminal& terminal);

Exit follow(const Told& told, Terminal& terminal);
Exit take_over(const Told& told, Terminal& terminal);

struct BackupWish { std::string to, keys_to; };
Exit backup(const Told& told, const BackupWish& wish, Terminal& terminal);

struct RestoreWish {
  std::string from, keys, erasures;
  std::string until;       // Of a copy: a moment; "": the last.
  bool take_over = false;  // Of a copy: this is the city from now on, and whoever ships there is refused.
  std::string not_before = {};  // A file with a checkpoint that somebody holds: the backup must contain it.
  bool unsealed = false;        // From before backups were sealed.
};
Exit restore(const Told& told, const RestoreWish& wish, Terminal& terminal);

enum class ErasedBy { nik, phone };
Exit erase(const Told& told, ErasedBy by, Terminal& terminal);

struct UserWish {
  std::string act;    // "add", "list", "roles", "reset", "deactivate"
  std::string login, name, roles, counter;  // counter: key of the counter in a kelurahan, for the role of that name.
  bool password_from_stdin = false;  // Else one is made and shown once.
};
Exit user(const Told& told, const UserWish& wish, Terminal& terminal);

Exit keys(const Told& told, const std::string& act, Terminal& terminal);

struct BenchWish {
  std::int64_t applications = 10'000;
  int years = 5;
  int clients = 64;
  int life_clients = 4;  // Who walk a whole life each.
  double seconds = 5;  // Of each measurement.
  int rounds = 3;      // Of which the median counts.
  double rush_seconds = 10;    // A rush of five times what it carries; 0 for none.
  int open_pages = 10'000;     // Live pages of one case; 0 for none.
  double webhook_seconds = 10; // So long WhatsApp knocks 200 times a second; 0 for none.
  bool rebuild = false;
  std::string json;    // A file for the numbers; "" for none.
};
Exit bench(const Told& told, const BenchWish& wish, Terminal& terminal);

struct PlanWish {
  double seconds = 10;
  int threads = 1;
  std::int64_t seed = 1;
  std::int64_t iterations = 0;    // Of each thread; 0: until the time is over.
  bool processor_time = false;  // Count the seconds a thread really ran.
};
Exit plan(const PlanWish& wish, Terminal& terminal);

struct UnderstandWish {
  std::string today;  // "2026-11-23"; "": "kemarin" is no date.
};
Exit understand(const Told& told, const UnderstandWish& wish, Terminal& terminal);

// Reads the words of a command line and does them.
int run(int count, const char* const* words, Terminal& terminal);

}  // namespace opak::commands
