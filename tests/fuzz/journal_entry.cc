// Entries as they lie in the book, should the book be altered: the first line is the fact, the rest its body. Each is read, or it
// is called a bug and the program stops; what was read is written and read again the same.
#include "core/application/entries.h"
#include "core/blangko/entries.h"
#include "core/delivery/entries.h"
#include "core/oldcard/entries.h"
#include "core/opening/entries.h"
#include "base/result.h"
#include "journal/codec.h"
#include "target.h"

using opak::fuzz::must;

namespace {

template <class Entry>
void judge(std::string_view fact, std::string_view body) {
  try {
    const auto entry = opak::journal::decode_entry<Entry>(fact, body);
    const auto written = opak::journal::encode_entry(entry);
    must(opak::journal::fact_of(entry) == fact);
    must(opak::journal::encode_entry(opak::journal::decode_entry<Entry>(fact, written)) == written);
  } catch (const opak::Bug&) {
  }
}

}  // namespace

FUZZ_TARGET(journal_entry, "own/json", "fetched/json/test_parsing") {
  const auto end = std::min(bytes.find('\n'), bytes.size());
  const auto fact = bytes.substr(0, end), body = bytes.substr(std::min(end + 1, bytes.size()));
  judge<opak::application::Entry>(fact, body);
  judge<opak::blangko::Entry>(fact, body);
  judge<opak::delivery::ParcelEntry>(fact, body);
  judge<opak::delivery::RunEntry>(fact, body);
  judge<opak::delivery::BagEntry>(fact, body);
  judge<opak::oldcard::CardEntry>(fact, body);
  judge<opak::oldcard::ListEntry>(fact, body);
  judge<opak::opening::Entry>(fact, body);
}
