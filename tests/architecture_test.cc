// The doors of the house, tested.
//
// src/README.md says which room may use which; this test reads that table and every file of src/, and names each line that
// goes through a wall. A few things belong to a few places only (Boost, SQLite, a person's data, the screen): the list
// below says where, and why. The rules are tried on made-up faults first, so that a rule which sleeps is found too.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;
using Doors = std::map<std::string, Names>;  // Room -> rooms it may use.
using Faults = std::vector<std::string>;     // "src/core/x.cc:12: what is wrong".

struct Source {
  std::string path;  // Below src/: "core/application/submit.cc".
  std::string text;
};

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> split(const std::string& text, char mark) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, mark);) {
    const auto first = part.find_first_not_of(" \t");
    const auto last = part.find_last_not_of(" \t");
    parts.push_back(first == std::string::npos ? "" : part.substr(first, last - first + 1));
  }
  return parts;
}

// "| room | what it does | may use |": the rows after the one of dashes. "all" means every room.
Doors doors_in(const std::string& readme) {
  Doors doors;
  bool in_table = false;
  for (const auto& line : lines_of(readme)) {
    if (line.rfind("|---", 0) == 0) {
      in_table = true;
    } else if (line.rfind("|", 0) != 0) {
      in_table = false;
    } else if (in_table) {
      const auto cells = split(line, '|');
      Names uses;
      for (const auto& room : split(cells.size() > 3 ? cells[3] : "", ','))
        if (!room.empty()) uses.insert(room);
      doors[cells.at(1)] = uses;
    }
  }
  for (auto& [room, uses] : doors)
    if (uses.erase("all"))
      for (const auto& [other, _] : doors) uses.insert(other);
  return doors;
}

enum class Keep { strings, nothing };

// The code without its comments (and without what stands between quotes, if asked); every line stays where it was.
std::string code_of(const std::string& text, Keep keep) {
  std::string code;
  const auto blank = [&](std::size_t from, std::size_t to) {
    for (; from < to; ++from) code += text[from] == '\n' ? '\n' : ' ';
  };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text.compare(at, 2, "//") == 0) {
      end = std::min(text.find('\n', at), text.size());
      blank(at, end);
    } else if (text.compare(at, 2, "/*") == 0) {
      end = text.find("*/", at + 2);
      end = end == std::string::npos ? text.size() : end + 2;
      blank(at, end);
    } else if (text.compare(at, 2, "R\"") == 0) {
      const auto open = text.find('(', at);
      const std::string close = ")" + text.substr(at + 2, open - at - 2) + "\"";
      end = text.find(close, at);
      end = end == std::string::npos ? text.size() : end + close.size();
      blank(at, end);
    } else if (text[at] == '"') {
      while (end < text.size() && text[end] != '"' && text[end] != '\n') end += text[end] == '\\' ? 2 : 1;
      end = std::min(end + 1, text.size());
      if (keep == Keep::strings) code += text.substr(at, end - at);
      else blank(at, end);
    } else if (text[at] == '\'' && (at == 0 || !std::isalnum(static_cast<unsigned char>(text[at - 1])))) {
      while (end < text.size() && text[end] != '\'' && text[end] != '\n') end += text[end] == '\\' ? 2 : 1;
      end = std::min(end + 1, text.size());
      blank(at, end);  // A quote as a character opens no string.
    } else {
      code += text[at];
    }
    at = end;
  }
  return code;
}

// What belongs to a few places only. `where` are beginnings of paths below src/.
struct Belongs {
  std::string what;
  std::regex pattern;
  std::vector<std::string> where;
  bool also_in_tests;  // May a *_test.cc anywhere hold it?
  std::string why;
};

const std::vector<Belongs>& belongings() {
  const auto word = [](const char* pattern) { return std::regex(pattern, std::regex::ECMAScript | std::regex::optimize); };
  static const std::vector<Belongs> list = {
      {"Boost", word(R"(#\s*include\s*<boost/)"), {"net/", "catalogue/sentences.cc"}, false,
       "a Beast file costs 20 seconds to compile; the wall is net (the sentences use its flat map only)"},
      {"SQLite's C API", word(R"(#\s*include\s*[<"]sqlite3\.h)"), {"store/"}, false, "one room speaks to the database"},
      {"libcurl", word(R"(#\s*include\s*<curl/)"), {"net/"}, false, "outgoing network comes in by base's Outgoing"},
      {"libsodium", word(R"(#\s*include\s*<sodium)"),
       {"base/real_world.cc", "vault/", "access/", "transparency/"}, false,
       "chance (base), seals (vault), passwords (access) and signatures (transparency) are the only cryptography"},
      {"PersonalAccess", word(R"(\bPersonalAccess\b)"),
       {"base/personal.h",      // Where it is made.
        "vault/",               // Seals and opens.
        "web/html",             // The HTML writer shows what was opened.
        "web/site_twin.h",      // The tests' browser reads the code that its own pretend telephone got.
        "channels/message",     // The message writer puts it into the resident's own message.
        "channels/sms",         // The same, to their telephone,
        "channels/email",       // and to the mailbox they named.
        "intake/",              // Checks what came in by the door before it is sealed.
        "paper/",               // Prints it on the envelope and the card.
        "register/",            // Compares what was given with what is registered.
        "office/personal_facts",  // Facts about personal data that desks may know: well formed, same four digits.
        "office/open_file"},    // Records the opening and hands the data on.
       true, "a person's data is seen by few eyes"},
      {"co_await", word(R"(\bco_(await|return|yield)\b)"), {}, false, "g++ 12.2 miscompiles coroutines"},
      {"printing to the screen",
       word(R"(\bstd::(cout|cerr|clog)\b|\b(printf|fprintf|vprintf|puts|fputs|putchar|perror)\s*\(|\bfmt::print\b)"),
       {"commands/", "paper/reader/", "base/log.cc"}, true,
       "the program's diary is base/log.h, where a person's data does not convert to a field"},
  };
  return list;
}

bool begins_with_any(const std::string& path, const std::vector<std::string>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](const auto& start) { return path.rfind(start, 0) == 0; });
}

bool is_test(const std::string& path) { return path.size() > 8 && path.compare(path.size() - 8, 8, "_test.cc") == 0; }

std::string joined(const Names& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
  return all.empty() ? "nothing" : all;
}

Faults faults_in(const Source& source, const Doors& doors) {
  Faults faults;
  const auto room = source.path.substr(0, source.path.find('/'));
  const auto add = [&](std::size_t line, const std::string& what) {
    faults.push_back("src/" + source.path + ":" + std::to_string(line + 1) + ": " + what);
  };

  static const std::regex include(R"re(^\s*#\s*include\s*"([^"]+)")re");
  const auto with_strings = lines_of(code_of(source.text, Keep::strings));
  for (std::size_t i = 0; i < with_strings.size(); ++i) {
    std::smatch found;
    if (!std::regex_search(with_strings[i], found, include)) continue;
    const std::string name = found[1];
    const auto slash = name.find('/');
    if (slash == std::string::npos) continue;  // A file beside this one.
    const auto target = name.substr(0, slash);
    if (!doors.count(target)) {
      add(i, "\"" + name + "\" names no room");
    } else if (target != room && doors.count(room) && !doors.at(room).count(target)) {
      add(i, room + " may not use " + target + " (it may use: " + joined(doors.at(room)) + ")");
    }
  }

  const auto bare = lines_of(code_of(source.text, Keep::nothing));
  for (const auto& thing : belongings()) {
    if (begins_with_any(source.path, thing.where) || (thing.also_in_tests && is_test(source.path))) continue;
    // An include keeps its quotes; everything else is looked for outside of them.
    for (std::size_t i = 0; i < bare.size(); ++i) {
      const bool is_include = with_strings[i].find("#include") != std::string::npos;
      if (std::regex_search(is_include ? with_strings[i] : bare[i], thing.pattern))
        add(i, thing.what + " does not belong here: " + thing.why);
    }
  }
  return faults;
}

std::vector<Source> sources_below(const fs::path& root) {
  std::vector<Source> sources;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const auto kind = entry.path().extension();
    if (entry.is_regular_file() && (kind == ".h" || kind == ".cc" || kind == ".inc"))
      sources.push_back({fs::relative(entry.path(), root).generic_string(), read(entry.path())});
  }
  std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) { return a.path < b.path; });
  return sources;
}

std::string report(const Faults& faults) {
  std::string text;
  for (const auto& fault : faults) text += fault + "\n";
  return text;
}

const fs::path house = OPAK_SOURCE_DIR;

Doors doors_of_the_house() { return doors_in(read(house / "src/README.md")); }

const Doors three_rooms = {{"base", {}}, {"law", {"base"}}, {"store", {"base"}}};

// ---- The house itself.

TEST(Architecture, EveryLineGoesThroughAnOpenDoor) {
  const auto doors = doors_of_the_house();
  const auto sources = sources_below(house / "src");
  ASSERT_GE(sources.size(), 20u) << "the test looks in the wrong place";
  Faults faults;
  for (const auto& source : sources)
    for (auto& fault : faults_in(source, doors)) faults.push_back(std::move(fault));
  EXPECT_TRUE(faults.empty()) << report(faults);
}

TEST(Architecture, EveryRoomIsAFolderAndEveryFolderARoom) {
  Names rooms, folders;
  for (const auto& [room, _] : doors_of_the_house()) rooms.insert(room);
  for (const auto& entry : fs::directory_iterator(house / "src"))
    if (entry.is_directory()) folders.insert(entry.path().filename().string());
  EXPECT_GE(rooms.size(), 19u);
  EXPECT_EQ(rooms, folders);
}

TEST(Architecture, NoDoorLeadsInACircle) {
  const auto doors = doors_of_the_house();
  // The table is in an order in which each room uses only rooms that can be built before it.
  Names built;
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& [room, uses] : doors) {
      if (built.count(room)) continue;
      const bool ready = std::all_of(uses.begin(), uses.end(), [&](const auto& use) { return use == room || built.count(use); });
      if (ready) grew = built.insert(room).second;
    }
  }
  EXPECT_EQ(built.size(), doors.size()) << "only these can be built: " << joined(built);
}

// The build links what CMakeLists.txt says; it must not know more doors, or fewer, than the table.
TEST(Architecture, TheBuildKnowsTheSameDoors) {
  const auto doors = doors_of_the_house();
  const auto cmake = read(house / "CMakeLists.txt");
  static const std::regex room_line(R"(opak_room\((\w+)\s*(?:USES ([a-z_ ]+))?)");
  Names seen;
  for (auto it = std::sregex_iterator(cmake.begin(), cmake.end(), room_line); it != std::sregex_iterator(); ++it) {
    const std::string room = (*it)[1];
    Names uses;
    for (const auto& use : split((*it)[2], ' '))
      if (!use.empty()) uses.insert(use);
    seen.insert(room);
    ASSERT_TRUE(doors.count(room)) << room << " is built, but the table does not know it";
    auto told = doors.at(room);
    told.erase(room);
    EXPECT_EQ(uses, told) << "the doors of " << room;
  }
  EXPECT_EQ(seen.size(), doors.size());
}

// ---- The test itself: a rule that never says no is no rule.

TEST(ArchitectureRules, ReadTheTable) {
  const auto doors = doors_in(
      "# The house\n\n| room | what it does | may use |\n|---|---|---|\n"
      "| base | words; `Sealed` | |\n| law | rules | base |\n| desk | all of it | base, law |\n| top | wires | all |\n\nEnd.\n");
  EXPECT_EQ(doors, (Doors{{"base", {}}, {"law", {"base"}}, {"desk", {"base", "law"}}, {"top", {"base", "desk", "law", "top"}}}));
}

TEST(ArchitectureRules, AMadeUpIncludeThroughAWallIsNamedWithItsLine) {
  const auto faults = faults_in({"law/nik.cc", "#include \"base/text.h\"\n#include \"law/nik.h\"\n#include \"store/sqlite.h\"\n"}, three_rooms);
  ASSERT_EQ(faults.size(), 1u) << report(faults);
  EXPECT_EQ(faults[0], "src/law/nik.cc:3: law may not use store (it may use: base)");
}

TEST(ArchitectureRules, AnIncludeOfNoRoomIsNamed) {
  EXPECT_EQ(faults_in({"law/nik.cc", "#include \"attic/box.h\"\n"}, three_rooms),
            Faults{"src/law/nik.cc:1: \"attic/box.h\" names no room"});
  EXPECT_EQ(faults_in({"law/nik.cc", "#include \"../store/sqlite.h\"\n"}, three_rooms),
            Faults{"src/law/nik.cc:1: \"../store/sqlite.h\" names no room"});
}

TEST(ArchitectureRules, WhatOnlyStandsInACommentOrAStringIsNoFault) {
  EXPECT_EQ(faults_in({"law/nik.cc",
                       "// #include \"store/sqlite.h\"\n/* co_await\n std::cout */\n"
                       "const char* a = \"co_await printf( \\\" PersonalAccess\";\n"
                       "const char* b = R\"(std::cout)\";\nchar c = '\"'; int d = 1'000;\nsnprintf(a, 1, b);\n"},
                      three_rooms),
            Faults{});
}

TEST(ArchitectureRules, CodeAfterAQuoteIsStillRead) {
  EXPECT_EQ(faults_in({"law/nik.cc", "char c = '\"'; co_await x; // '\n"}, three_rooms).size(), 1u);
  EXPECT_EQ(faults_in({"law/nik.cc", "f(\"//\"); std::cout << 1;\n"}, three_rooms).size(), 1u);
  EXPECT_EQ(faults_in({"law/nik.cc", "int d = 1'000; printf(\"x\");\n"}, three_rooms).size(), 1u);
}

struct Stray {
  std::string path;
  std::string line;
  bool is_fault;
};

TEST(ArchitectureRules, WhatBelongsToAFewPlacesIsNamedElsewhere) {
  const std::vector<Stray> strays = {
      {"web/server.cc", "#include <boost/asio.hpp>", true},
      {"net/server.cc", "#include <boost/asio.hpp>", false},
      {"net/server_test.cc", "#  include <boost/asio.hpp>", false},
      {"views/board.cc", "#include <sqlite3.h>", true},
      {"store/sqlite.cc", "#include <sqlite3.h>", false},
      {"channels/graph.cc", "#include <curl/curl.h>", true},
      {"net/outgoing.cc", "#include <curl/curl.h>", false},
      {"office/clerk.cc", "#include <sodium.h>", true},
      {"base/ids.cc", "#include <sodium.h>", true},
      {"base/real_world.cc", "#include <sodium.h>", false},
      {"vault/seal.cc", "#include <sodium.h>", false},
      {"access/password.cc", "#include <sodium.h>", false},
      {"transparency/sign.cc", "#include <sodium.h>", false},
      {"views/board.cc", "PersonalAccess::look(name)", true},
      {"web/pages/file.cc", "PersonalAccess::look(name)", true},
      {"web/html.h", "PersonalAccess::look(name)", false},
      {"channels/message.cc", "PersonalAccess::look(name)", false},
      {"intake/checks.cc", "PersonalAccess::look(name)", false},
      {"office/submit.cc", "PersonalAccess::look(name)", true},
      {"office/open_file.cc", "PersonalAccess::look(name)", false},
      {"views/board_test.cc", "PersonalAccess::look(name)", false},
      {"net/server.cc", "co_await f();", true},
      {"commands/serve.cc", "co_return;", true},
      {"core/apply.cc", "std::cerr << 1;", true},
      {"core/apply.cc", "fprintf(stderr, x);", true},
      {"commands/serve.cc", "fmt::print(x);", false},
      {"core/apply.cc", "snprintf(a, b, c);", false},
      {"core/apply_test.cc", "std::cout << 1;", false},
  };
  for (const auto& [path, line, is_fault] : strays) {
    const auto faults = faults_in({path, "\n" + line + "\n"}, {});
    ASSERT_EQ(faults.size(), is_fault ? 1u : 0u) << path << ": " << line << "\n" << report(faults);
    if (is_fault) {
      EXPECT_NE(faults[0].find("src/" + path + ":2: "), std::string::npos) << faults[0];
    }
  }
}

}  // namespace
