// The public record: its files for machines under /log/, and T3, where a receipt is checked by our own verifier.
#include "base/json.h"
#include "transparency/leaf.h"
#include "transparency/receipt.h"
#include "transparency/serve.h"
#include "web/resident/resident.h"

namespace opak::web {
namespace {

// A receipt of ours is some 2 kB; a tree of a million million leaves would not need ten times that.
constexpr std::size_t receipt_bytes_max = 64 * 1024;

struct Verdict {
  bool is_sound = false;
  std::string words;
};

// Signature and way up the tree, then: does our present book still hold this very leaf?
Verdict verdict_on(Site& site, const Speech& say, Boards& boards, std::string_view text) {
  const auto receipt = transparency::Receipt::parse(text);
  if (!receipt) return {false, std::string(say("w.record.unreadable"))};
  const auto key = transparency::Vkey::parse(site.office.log_verifier_key());
  ensure(key.has_value(), "the log's own key can be read");
  const auto checkpoint = transparency::verify_receipt(*receipt, *key);
  if (!checkpoint) return {false, std::string(say("w.record.false"))};
  transparency::PublicLogReader log(boards.database());
  const auto leaf = log.leaf(receipt->index);
  if (!leaf || *leaf != receipt->leaf) return {false, std::string(say("w.record.false"))};
  const auto parsed = parse_json(*leaf);
  const auto day = parsed ? parse_iso_day((*parsed)["day"].text()) : std::nullopt;
  const auto number = say.number(static_cast<std::int64_t>(receipt->index));
  if (!day) return {true, say("w.record.sound_no_day", {{"urutan", number}})};
  return {true, say("w.record.sound", {{"hari", say.long_day(*day)}, {"urutan", number}})};
}

Response record_page(Site& site, const Visitor& visitor, Boards& boards, std::string_view typed, const std::optional<Verdict>& verdict) {
  const Speech say(site.sentences(), visitor.lang);
  const bool is_wrong = verdict && !verdict->is_sound;
  Page page(site, visitor, {.title = std::string(say("w.record.title")), .has_errors = is_wrong, .back = "/transparansi"});
  page.html << "<div class=\"read\">"_lit;
  if (is_wrong) error_box(page, {{"bukti-terima", verdict->words}});
  page.heading(say("w.record.title"));
  if (verdict && verdict->is_sound) note(page, Tone::ok, verdict->words);
  form_begin(page, "/log-publik");
  text_area(page, {.name = "bukti-terima", .label = say("w.record.paste"), .hint = say("w.record.paste.hint"), .value = typed, .wrong = is_wrong ? std::string_view(verdict->words) : std::string_view()}, 6);
  acts_begin(page);
  button(page, say("w.record.check"));
  acts_end(page);
  form_end(page);
  page.subheading(say("w.record.state"));
  transparency::PublicLogReader log(boards.database());
  if (const auto checkpoint = log.latest_checkpoint()) {
    page.paragraph(say("w.record.size", {{"jumlah", say.number(static_cast<std::int64_t>(checkpoint->size))}}));
    page.html << "<pre class=\"proof\">"_lit << checkpoint->note << "</pre>"_lit;
  } else {
    page.paragraph(say("w.record.empty"));
  }
  page.subheading(say("w.record.yourself"));
  page.paragraph(say("w.record.yourself.words"));
  const LinkRow rows[] = {{Href::fixed("/log/checkpoint"), say("w.record.checkpoint"), Icon::none}, {Href::fixed("/log/vkey"), say("w.record.vkey"), Icon::none}};
  links(page, rows);
  page.subheading(say("w.record.how"));
  page.paragraph(say("w.record.how.words"));
  page.html << "</div>"_lit;
  return page.done(is_wrong ? 422 : 200);
}

}  // namespace

Reply log_file(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  transparency::PublicLogReader log(boards.database());
  const auto resource = transparency::serve(log, request.matched.at(0));
  if (!resource) return error_page(site, visitor, 404);
  Response response;
  response.content_type = resource->content_type;
  response.body = resource->bytes;
  const bool is_for_ever = resource->caching == transparency::Caching::immutable;
  response.headers = {{"Cache-Control", is_for_ever ? "public, max-age=31536000, immutable" : "public, max-age=5"},
                      {"Access-Control-Allow-Origin", "*"},
                      {"Cross-Origin-Resource-Policy", "cross-origin"}};
  return response;
}

Reply check_record(Site& site, const Visitor& visitor, const Request&, Boards& boards) { return record_page(site, visitor, boards, {}, std::nullopt); }

Reply check_receipt(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const Speech say(site.sentences(), visitor.lang);
  std::string text;
  // A textarea sends its line ends as CR LF; the proof was written with LF.
  for (const char letter : request.form().field("bukti-terima"))
    if (letter != '\r') text += letter;
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  text += '\n';
  if (text.size() > receipt_bytes_max) return error_page(site, visitor, 413);
  return record_page(site, visitor, boards, text, verdict_on(site, say, boards, text));
}

}  // namespace opak::web
