// Bytes written as letters, and text as people type it. What is taken is written again the same; what is not UTF-8 stays that.
#include "base/bytes.h"
#include "base/ids.h"
#include "base/text.h"
#include "net/form.h"
#include "target.h"
#include "web/html.h"

using opak::fuzz::must;

FUZZ_TARGET(encodings, "own/text", "fetched/strings", "fetched/url", "fetched/path", "fetched/xss") {
  if (const auto plain = opak::from_hex(bytes)) must(opak::to_hex(*plain) == opak::lower_ascii(bytes));
  if (const auto plain = opak::from_base64(bytes)) must(opak::to_base64(*plain) == bytes);
  if (const auto plain = opak::from_base64url(bytes)) must(opak::to_base64url(*plain) == bytes);
  must(*opak::from_hex(opak::to_hex(bytes)) == bytes && *opak::from_base64(opak::to_base64(bytes)) == bytes && *opak::from_base64url(opak::to_base64url(bytes)) == bytes);
  if (const auto plain = opak::net::percent_decoded(bytes, false)) must(plain->size() <= bytes.size());
  const auto escaped = opak::web::percent_encoded(bytes);
  must(escaped.size() <= 3 * bytes.size() && opak::net::percent_decoded(escaped, false) == bytes && escaped.find_first_of("\r\n<>\"'?#& ") == escaped.npos);
  if (opak::web::is_local_path(bytes)) must(bytes.starts_with('/') && !bytes.starts_with("//") && bytes.find('\\') == bytes.npos && bytes.find_first_of("\r\n\t") == bytes.npos);
  if (opak::is_id(bytes)) must(bytes.size() <= 64 && bytes.find_first_of("/.\\ <>'\"") == bytes.npos);

  const auto spaced = opak::one_spaced(bytes);
  must(spaced.size() <= bytes.size() && opak::one_spaced(spaced) == spaced && opak::trimmed(spaced) == spaced);
  must(opak::only_digits(bytes).find_first_not_of("0123456789") == std::string::npos);
  if (!opak::is_utf8(bytes)) return;
  must(opak::is_utf8(opak::lower_ascii(bytes)) && opak::is_utf8(opak::upper_ascii(bytes)) && opak::is_utf8(spaced));
  const auto cut = opak::shortened(bytes, 20);
  must(opak::is_utf8(cut) && opak::letters_count(cut) <= 21 && (opak::letters_count(bytes) > 20 || cut == bytes));
  must(opak::is_utf8(opak::masked_name(bytes)) && opak::is_utf8(opak::masked_digits(opak::only_digits(bytes))));
}
