#include "commands/example_papers.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "paper/photo.h"

namespace opak::commands {
namespace {

// A PDF's text ends at a bracket, and its letters are Latin.
std::string for_pdf(const std::string& words) {
  std::string out;
  for (const char c : words) {
    if (c == '(' || c == ')' || c == '\\') out.push_back('\\');
    out.push_back(c >= ' ' && c < 127 ? c : '?');
  }
  return out;
}

std::string in_fours(const std::string& digits) {
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) out += (i > 0 && i % 4 == 0 ? " " : "") + std::string(1, digits[i]);
  return out;
}

// A sheet as PDF: text, lines and nothing else, so it needs no library.
class Sheet {
 public:
  Sheet(int width, int height) : width_(width), height_(height) {}

  void text(int x, int y, int size, const std::string& words, bool bold = false) {
    drawing_ += fmt::format("BT /{} {} Tf {} {} Td ({}) Tj ET\n", bold ? "B" : "F", size, x, height_ - y, for_pdf(words));
  }
  void line(int x1, int y1, int x2, int y2, double thick = 0.7) {
    drawing_ += fmt::format("{} w {} {} m {} {} l S\n", thick, x1, height_ - y1, x2, height_ - y2);
  }
  void ground(double red, double green, double blue) {
    drawing_ += fmt::format("{} {} {} rg 0 0 {} {} re f 0.1 0.12 0.2 rg\n", red, green, blue, width_, height_);
  }
  // A soft grey cloud: what a line of letters is to a camera that moved.
  void cloud(int x, int y, int radius) {
    shadings_ += fmt::format("/S{0} << /ShadingType 3 /ColorSpace /DeviceRGB /Coords [{1} {2} 0 {1} {2} {3}] /Extend [false false] "
                             "/Function << /FunctionType 2 /Domain [0 1] /C0 [0.45 0.44 0.42] /C1 [0.8 0.78 0.74] /N 1 >> >>\n",
                             clouds_, x, height_ - y, radius);
    drawing_ += fmt::format("/S{} sh\n", clouds_++);
  }

  std::string pdf() const {
    const std::vector<std::string> objects{
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        fmt::format("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {} {}] /Contents 4 0 R /Resources << /Shading << {} >> /Font << "
                    "/F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> /B << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >> >> >> >>",
                    width_, height_, shadings_),
        fmt::format("<< /Length {} >>\nstream\n{}endstream", drawing_.size(), drawing_)};
    std::string out = "%PDF-1.4\n";
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < objects.size(); ++i) {
      places.push_back(out.size());
      out += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
    }
    const auto table = out.size();
    out += fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects.size() + 1);
    for (const auto place : places) out += fmt::format("{:010} 00000 n \n", place);
    return out + fmt::format("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", objects.size() + 1, table);
  }

 private:
  int width_, height_;
  std::string drawing_, shadings_;
  int clouds_ = 0;
};

std::string loss_letter(const WrittenOn& who) {
  Sheet sheet(300, 400);
  sheet.ground(0.97, 0.96, 0.93);
  sheet.text(70, 34, 11, "KEPOLISIAN CONTOH", true);
  sheet.text(78, 48, 8, "SEKTOR KOTA CONTOH");
  sheet.line(28, 56, 272, 56, 1.4);
  sheet.text(46, 80, 10, "SURAT KETERANGAN KEHILANGAN", true);
  sheet.text(92, 94, 8, "Nomor: SKTLK/CONTOH/XI/2026");
  const std::vector<std::string> lines{"Yang bertanda tangan di bawah ini menerangkan", "bahwa telah datang melapor:", "", "Nama      : " + who.name, "NIK       : " + who.nik,
                                       "Alamat    : " + who.address, "", "telah kehilangan:", "1 (satu) buah KTP-el atas nama pelapor", "",
                                       "Hilang di sekitar Pasar Contoh.", "Surat ini berlaku 14 hari dan tidak", "dipungut biaya."};
  for (std::size_t i = 0; i < lines.size(); ++i) sheet.text(34, 122 + static_cast<int>(i) * 15, 9, lines[i]);
  sheet.text(168, 330, 9, "Petugas,");
  sheet.line(168, 366, 250, 366);
  sheet.text(60, 392, 8, "CONTOH - BUKAN SURAT ASLI", true);
  return sheet.pdf();
}

std::string family_card(const WrittenOn& who) {
  Sheet sheet(400, 290);
  sheet.ground(0.93, 0.96, 0.97);
  sheet.text(140, 30, 14, "KARTU KELUARGA", true);
  sheet.text(132, 46, 9, "No. " + in_fours(who.kk));
  sheet.text(28, 68, 8, "Nama Kepala Keluarga : " + who.name);
  sheet.text(28, 80, 8, "Alamat               : " + who.address);
  for (int row = 0; row <= 6; ++row) sheet.line(24, 96 + row * 22, 376, 96 + row * 22);
  for (const int x : {24, 48, 170, 260, 320, 376}) sheet.line(x, 96, x, 96 + 6 * 22);
  const std::vector<std::string> names{"Nama Lengkap", who.name.substr(0, 24), "IBU CONTOH", "ANAK CONTOH SATU", "ANAK CONTOH DUA"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const int y = 110 + static_cast<int>(i) * 22;
    sheet.text(30, y, 8, i == 0 ? "No" : std::to_string(i));
    sheet.text(54, y, 8, names[i], i == 0);
    sheet.text(176, y, 8, i == 0 ? "NIK" : i == 1 ? who.nik : "0000000000000000", i == 0);
    sheet.text(266, y, 8, i == 0 ? "Kelamin" : "-", i == 0);
    sheet.text(326, y, 8, i == 0 ? "Hubungan" : "-", i == 0);
  }
  sheet.text(118, 276, 8, "CONTOH - BUKAN KARTU ASLI", true);
  return sheet.pdf();
}

std::string blurred() {
  Sheet sheet(300, 400);
  sheet.ground(0.8, 0.78, 0.74);
  // No two clouds touch: where one is painted over another there is an edge, and edges are what a sharp photo has.
  for (int row = 0; row < 8; ++row)
    for (int column = 0; column < 4 - row % 2; ++column) sheet.cloud(50 + column * 66 + row % 2 * 30, 50 + row * 42, 23);
  return sheet.pdf();
}

}  // namespace

namespace {

Result<Bytes> photographed(Child& reader, const std::string& pdf) {
  // A machine that is just starting may be slow; a stranger's file would get less time.
  auto photo = paper::clean_photo(reader, pdf, {.wall_ms = 10'000});
  if (!photo) return failure("the example papers could not be drawn: " + photo.error().key, "Is opak-reader beside opak?");
  return std::move(photo->jpeg);
}

}  // namespace

Result<PersonPapers> draw_papers_of(Child& reader, const WrittenOn& who) {
  auto letter = photographed(reader, loss_letter(who));
  if (!letter) return tl::unexpected(letter.error());
  auto card = photographed(reader, family_card(who));
  if (!card) return tl::unexpected(card.error());
  return PersonPapers{std::move(*letter), std::move(*card)};
}

Result<ExamplePapers> draw_example_papers(Child& reader) {
  auto nobodys = draw_papers_of(reader, {});
  if (!nobodys) return tl::unexpected(nobodys.error());
  auto dark = photographed(reader, blurred());
  if (!dark) return tl::unexpected(dark.error());
  return ExamplePapers{std::move(nobodys->loss_letter), std::move(nobodys->family_card), std::move(*dark)};
}

}  // namespace opak::commands
