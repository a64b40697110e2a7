// What a machine read on a paper, beside what the resident wrote. It stands below the picture: the officer looks at both and decides.
#include "intake/readings.h"
#include "web/officer/check_view.h"

namespace opak::web::officer::checking {
namespace {

using intake::Likeness;

constexpr int clearly_read = 50;

std::string_view word_of(Likeness likeness) {
  switch (likeness) {
    case Likeness::same: return "same";
    case Likeness::almost: return "almost";
    case Likeness::differs: return "differs";
    case Likeness::not_read: return "not_read";
    case Likeness::only_read: break;
  }
  return "only_read";
}

// A whole number is shown only where its digits have to be held against each other.
void value_or_dash(Page& page, const intake::ComparedField& line, const Opened<std::string>& value) {
  const bool is_number = line.name == "nik" || line.name == "kk";
  if (is_empty(value)) page.html << "&ndash;"_lit;
  else if (is_number && line.likeness != Likeness::almost && line.likeness != Likeness::differs) page.html << masked_number(value);
  else page.html << "<bdi>"_lit << value << "</bdi>"_lit;
}

void fields_table(Page& page, const intake::PaperFinding& finding) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<table class=\"same\"><caption class=\"vh\">"_lit << say("o.read.caption") << "</caption><colgroup><col><col><col><col></colgroup><thead><tr><th scope=\"col\">"_lit
       << say("o.match.field") << "</th><th scope=\"col\">"_lit << say("o.read.on_photo") << "</th><th scope=\"col\">"_lit << say("o.match.given")
       << "</th><th scope=\"col\"><span class=\"vh\">"_lit << say("o.match.same") << "</span></th></tr></thead><tbody>"_lit;
  for (const auto& line : finding.fields) {
    const bool differs = line.likeness == Likeness::differs || line.likeness == Likeness::almost;
    html << (differs ? "<tr class=\"ne\">"_lit : "<tr>"_lit) << "<th scope=\"row\">"_lit << say("o.field." + line.name) << "</th><td>"_lit;
    if (line.likeness == Likeness::not_read) html << "<span class=\"muted\">"_lit << say("o.read.likeness.not_read") << "</span>"_lit;
    else value_or_dash(page, line, line.read);
    if (line.likeness != Likeness::not_read && line.sure < clearly_read) html << " <small class=\"muted\">"_lit << say("o.read.unclear") << "</small>"_lit;
    html << "</td><td>"_lit;
    value_or_dash(page, line, line.given);
    html << "</td><td>"_lit
         << (line.likeness == Likeness::same ? "&#10003;"_lit : line.likeness == Likeness::almost ? "&#8776;"_lit : line.likeness == Likeness::differs ? "&#8800;"_lit : ""_lit)
         << "<span class=\"vh\"> "_lit << say("o.read.likeness." + std::string(word_of(line.likeness))) << "</span></td></tr>"_lit;
  }
  html << "</tbody></table>"_lit;
}

}  // namespace

void reading_of_paper(Page& page, const Case& item, const std::string& paper, const office::FileOpened& file) {
  const auto& say = page.say;
  auto& site = page.site;
  const auto finding = intake::finding_of(site.office, site.office.reader(), item, paper, file, {.actor = page.visitor.actor(), .roles = page.visitor.officer->roles});
  page.html << "<section class=\"reading\">"_lit;
  page.subheading(say("o.read.title"));
  switch (finding.stand) {
    case office::ReadingStand::never_asked: case office::ReadingStand::waiting: page.hint(say("o.read.waiting")); break;
    case office::ReadingStand::unreadable: page.hint(say("o.read.unreadable")); break;
    case office::ReadingStand::read:
      if (finding.reading.kind == intake::PaperKind::none) {
        page.hint(say("o.read.nothing"));
        break;
      }
      const auto kind = std::string(say("o.read.kind." + std::string(name_of(finding.reading.kind))));
      if (finding.wrong_paper) note(page, Tone::warn, say("o.read.wrong_paper", {{"terbaca", kind}, {"diminta", paper_title(page, item.state, paper)}}));
      page.hint(say("o.read.hint", {{"kertas", kind}}));
      fields_table(page, finding);
      break;
  }
  page.html << "</section>"_lit;
}

}  // namespace opak::web::officer::checking
