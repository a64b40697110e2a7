// Text as people write it: UTF-8 checks, trimming, folding for comparison, masking for pages.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace opak {

bool is_utf8(std::string_view text);                 // Well-formed, shortest form, no surrogates.
std::string trimmed(std::string_view text);          // Without white space at both ends.
std::string one_spaced(std::string_view text);       // Trimmed, every run of white space one space.
std::string lower_ascii(std::string_view text);
std::string upper_ascii(std::string_view text);
std::string only_digits(std::string_view text);
std::string letters_only(std::string_view text);     // Lower-case a-z only: "Warung Jaud" and "warungjaud" meet.
std::vector<std::string> split(std::string_view text, char separator);
std::size_t letters_count(std::string_view utf8);    // Code points.
std::string shortened(std::string_view utf8, std::size_t letters_max);  // Cut at a code point, with "…" where cut.

// Damerau-Levenshtein distance over bytes, at most `limit` + 1 (then "more than limit").
int edit_distance(std::string_view a, std::string_view b, int limit);

// "Siti Nurhaliza" -> "S*** N*******". One star a letter after the first of each word, at most seven.
std::string masked_name(std::string_view name);
std::string short_name(std::string_view name);  // "Siti N. B."
// "3673014101900001" -> "3673********01": always eight stars, so the length tells nothing.
std::string masked_digits(std::string_view digits);

// "{nama} sudah ..." with {{"nama","..."}}; an unknown placeholder stays as it is.
std::string filled(std::string_view sentence, const std::vector<std::pair<std::string, std::string>>& words);
std::string filled_in(std::string_view sentence, std::initializer_list<std::pair<std::string_view, std::string_view>> words);

}  // namespace opak
