// The letters of a stranger's paper, as a machine took them: whatever they are, only what the law accepts is called a number.
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/source.h"
#include "intake/paper_fields.h"
#include "law/kk.h"
#include "law/nik.h"
#include "target.h"

using opak::fuzz::must;

FUZZ_TARGET(paper_fields, "own/text", "fetched/strings") {
  if (bytes.size() > 16'384) return;
  static const auto catalogue = *opak::catalogue::Catalogue::load(opak::catalogue::embedded_sources(), "36.73");
  const opak::Day today{20'800};
  // Each of the three papers, and none.
  for (const char* head : {"", "KARTU KELUARGA\nKEPALA KELUARGA", "KEPOLISIAN\nKEHILANGAN", "BERLAKU HINGGA\nKEWARGANEGARAAN"}) {
    std::vector<opak::paper::TextLine> lines;
    for (const auto& line : opak::split(std::string(head) + "\n" + std::string(bytes), '\n')) lines.push_back({line, 90});
    const auto reading = opak::intake::paper_fields_in(lines, today);
    for (const auto& field : reading.fields) {
      const auto& value = opak::PersonalAccess::look(field.value);
      must(!value.empty() && opak::is_utf8(value) && field.sure > 0 && field.sure < 100);
      if (field.name == "nik") must(opak::law::Nik::parse(value).has_value());
      if (field.name == "kk") must(opak::law::Kk::parse(value).has_value());
      if (field.name == "born" || field.name == "letter_date") must(opak::parse_iso_day(value).has_value());
    }
    const auto kept = opak::intake::paper_reading_of(opak::PersonalAccess::open(opak::PersonalAccess::look(opak::intake::written(reading))));
    must(kept.kind == reading.kind && kept.fields.size() == reading.fields.size());
    const auto given = opak::PersonalAccess::open(opak::vault::Fields{{"nik", "3673015205900003"}, {"name", std::string(bytes.substr(0, 60))}, {"street", std::string(bytes.substr(0, 60))}, {"rt", "1"}, {"kelurahan", "36.73.01.1001"}});
    for (const auto& line : opak::intake::compared(reading, given, catalogue.city().regions, today)) must(line.sure >= 0 && line.sure < 100);
    (void)opak::intake::is_wrong_paper("family_card", reading);
  }
}
