// Canned replies (O4): what officers say often, in four languages, with variables that are checked before they are kept.
//
// The house's own stand in translations/<lang>/reply.json; what an office changed, added or took out stands in a table above them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/sentences.h"
#include "intake/conversations.h"
#include "intake/variables.h"

namespace opak::intake {

inline constexpr std::array<std::string_view, 7> canned_topics{"talk", "papers", "status", "delivery", "fee", "visit", "other"};

struct Canned {
  std::string key, topic;
  std::array<std::string, 4> words;  // By catalogue::Lang; "" where that language has none and Indonesian is said.
  std::string edited_by;             // "officer/S-0007"; "" as the house wrote it.
  Moment edited_at;
  std::int64_t used = 0;
  const std::string& in(catalogue::Lang lang) const;
};
std::vector<Canned> canned_replies(office::Office&, store::Database& reader);  // By topic, then key.
std::optional<Canned> find_canned(office::Office&, store::Database& reader, std::string_view key);

// Filled in for this talk, in its language: what is not known of it stays as its variable. None: no such reply, or not this officer's talk.
std::optional<Opened<std::string>> canned_for(office::Office&, store::Database& reader, const std::string& contact, std::string_view key, const office::Asked&);
// With invented values, so that whoever edits sees what residents will read.
std::string canned_sample(office::Office&, catalogue::Lang lang, std::string_view words);

// By a supervisor; key "" makes a new one. Done words: {"key", k}. Refusals: channel.not_your_desk, channel.canned_unknown, channel.canned_topic,
// channel.text_empty (Indonesian must be there), channel.text_too_long, channel.variable_unknown {kata}.
constexpr std::size_t canned_letters_max = 1000;
struct SaveCanned { std::string key, topic; std::array<std::string, 4> words; };
Later<office::Answer> save_canned(office::Office&, SaveCanned, const office::Asked&);
Later<office::Answer> remove_canned(office::Office&, std::string key, const office::Asked&);
// The house's words again: of one that was changed, or of all that were taken out (key "").
Later<office::Answer> restore_canned(office::Office&, std::string key, const office::Asked&);

void count_canned_in(office::Book&, const std::string& key);

}  // namespace opak::intake
