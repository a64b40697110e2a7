// The words after `opak`.
#pragma once

#include "commands/exit.h"
#include "commands/settings.h"

namespace opak::commands {

// What every word is told: where the data lies and which settings hold.
struct Told {
  std::string data = "data";
  Settings settings;
};

Exit serve(const Told& told, Terminal& terminal);
Exit demo(const Told& told, Terminal& terminal);
Exit check(const Told& told, Terminal& terminal);
Exit verify(const Told& told, Terminal& terminal);
Exit rebuild(const Told& told, Terminal& terminal);

struct BackupWish { std::string to, keys_to; };
Exit backup(const Told& told, const BackupWish& wish, Terminal& terminal);

struct RestoreWish { std::string from, keys, erasures; };
Exit restore(const Told& told, const RestoreWish& wish, Terminal& terminal);

enum class ErasedBy { nik, phone };
Exit erase(const Told& told, ErasedBy by, Terminal& terminal);

struct UserWish {
  std::string act;    // "add", "list", "roles", "reset", "deactivate"
  std::string login, name, roles;
  bool password_from_stdin = false;  // Else one is made and shown once.
};
Exit user(const Told& told, const UserWish& wish, Terminal& terminal);

struct BenchWish {
  std::int64_t applications = 10'000;
  int years = 5;
  int clients = 64;
  int life_clients = 4;  // Who walk a whole life each.
  double seconds = 5;  // Of each measurement.
  std::string json;    // A file for the numbers; "" for none.
};
Exit bench(const Told& told, const BenchWish& wish, Terminal& terminal);

// Reads the words of a command line and does them.
int run(int count, const char* const* words, Terminal& terminal);

}  // namespace opak::commands
