#include "commands/example_papers.h"

#include <fmt/format.h>

#include <array>
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

// The day of birth as a NIK has it, with 40 added to a woman's: "12-05-1990".
std::string born(const std::string& nik) {
  const int day = std::stoi(nik.substr(6, 2)) % 40, year = std::stoi(nik.substr(10, 2));
  return fmt::format("{:02}-{}-{}{:02}", day, nik.substr(8, 2), year < 25 ? 20 : 19, year);
}

bool is_woman(const std::string& nik) { return nik[6] >= '4'; }

std::string upper(std::string text) {
  for (auto& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

}  // namespace

WrittenOn written_on_papers_of(const law::Regions& regions, const registry::ExampleResident& who) {
  const auto* region = regions.by_code(who.kelurahan);
  ensure(region != nullptr, "an example resident lives in the city");
  return {who.name, who.nik, who.kk, who.street, who.rt, who.rw, region->kelurahan, region->kecamatan};
}

std::string loss_letter_sheet(const WrittenOn& who) {
  Sheet sheet(340, 460);
  sheet.ground(0.97, 0.96, 0.93);
  sheet.text(26, 30, 8, "KEPOLISIAN NEGARA CONTOH", true);
  sheet.text(26, 41, 8, "DAERAH BANTEN");
  sheet.text(26, 52, 8, "SEKTOR KOTA CONTOH");
  sheet.line(26, 57, 170, 57, 1.2);
  sheet.text(86, 82, 9, "SURAT KETERANGAN KEHILANGAN", true);
  sheet.text(104, 95, 8, "Nomor : SKTLK/1042/XI/2026/SPKT");
  const std::vector<std::string> lines{"Pada hari Rabu tanggal 18 November 2026 telah datang", "seorang yang mengaku bernama:"};
  for (std::size_t i = 0; i < lines.size(); ++i) sheet.text(26, 122 + static_cast<int>(i) * 13, 8, lines[i]);
  const std::vector<std::pair<std::string, std::string>> rows{{"Nama", upper(who.name)}, {"Tempat/tgl lahir", "Serang, " + born(who.nik)}, {"NIK", who.nik},
                                                              {"Alamat", who.street + " RT " + who.rt + "/" + who.rw}, {"Kelurahan", who.kelurahan}};
  int y = 154;
  for (const auto& [name, value] : rows) {
    sheet.text(40, y, 8, name);
    sheet.text(112, y, 8, ": " + value);
    y += 14;
  }
  const std::vector<std::string> rest{"Melaporkan bahwa telah kehilangan barang / surat berupa:", "1 (satu) buah KTP-el atas nama pelapor.", "Hilang di sekitar Pasar Contoh.", "",
                                      "Demikian surat keterangan ini dibuat dan", "berlaku 14 hari. Tidak dipungut biaya."};
  for (std::size_t i = 0; i < rest.size(); ++i) sheet.text(26, y + 10 + static_cast<int>(i) * 13, 8, rest[i]);
  sheet.text(196, 352, 8, "Serang, 18 November 2026");
  sheet.text(196, 364, 8, "Petugas,");
  sheet.line(196, 404, 300, 404);
  sheet.text(96, 444, 8, "CONTOH - BUKAN SURAT ASLI", true);
  return sheet.pdf();
}

std::string family_card_sheet(const WrittenOn& who) {
  Sheet sheet(560, 400);
  sheet.ground(0.93, 0.96, 0.97);
  sheet.text(200, 34, 15, "KARTU KELUARGA", true);
  sheet.text(216, 50, 10, "No. " + who.kk);
  const std::vector<std::array<std::string, 4>> head{{"Nama Kepala Keluarga", upper(who.name), "Kecamatan", upper(who.kecamatan)},
                                                     {"Alamat", upper(who.street), "Kabupaten/Kota", "KOTA SERANG"},
                                                     {"RT/RW", who.rt + "/" + who.rw, "Kode Pos", "42111"},
                                                     {"Desa/Kelurahan", upper(who.kelurahan), "Provinsi", "BANTEN"}};
  for (std::size_t i = 0; i < head.size(); ++i) {
    const int y = 74 + static_cast<int>(i) * 13;
    sheet.text(28, y, 8, head[i][0]);
    sheet.text(126, y, 8, ": " + head[i][1]);
    sheet.text(340, y, 8, head[i][2]);
    sheet.text(414, y, 8, ": " + head[i][3]);
  }
  constexpr int top = 132, row_height = 22;
  for (int row = 0; row <= 5; ++row) sheet.line(24, top + row * row_height, 536, top + row * row_height);
  for (const int x : {24, 44, 190, 290, 352, 418, 476, 536}) sheet.line(x, top, x, top + 5 * row_height);
  const std::vector<std::vector<std::string>> rows{{"No", "Nama Lengkap", "NIK", "Kelamin", "Tempat Lahir", "Tgl Lahir", "Agama"},
                                                   {"1", upper(who.name).substr(0, 26), who.nik, is_woman(who.nik) ? "PEREMPUAN" : "LAKI-LAKI", "SERANG", born(who.nik), "ISLAM"},
                                                   {"2", "ANAK CONTOH SATU", "0000000000000000", "-", "SERANG", "-", "ISLAM"},
                                                   {"3", "ANAK CONTOH DUA", "0000000000000000", "-", "SERANG", "-", "ISLAM"}};
  constexpr int columns[] = {30, 48, 194, 294, 356, 422, 480};
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (std::size_t column = 0; column < rows[row].size(); ++column) sheet.text(columns[column], top + 15 + static_cast<int>(row) * row_height, 8, rows[row][column], row == 0);
  sheet.text(28, 270, 8, "Dikeluarkan Tanggal : 04-03-2021");
  sheet.text(360, 270, 8, "KEPALA DINAS CONTOH");
  sheet.text(190, 380, 9, "CONTOH - BUKAN KARTU ASLI", true);
  return sheet.pdf();
}

std::string identity_card_sheet(const WrittenOn& who) {
  Sheet sheet(342, 216);
  sheet.ground(0.72, 0.85, 0.93);
  sheet.text(116, 22, 11, "PROVINSI BANTEN", true);
  sheet.text(124, 35, 11, "KOTA SERANG", true);
  sheet.text(16, 56, 13, "NIK", true);
  sheet.text(82, 56, 13, ": " + who.nik, true);
  const std::vector<std::pair<std::string, std::string>> rows{{"Nama", upper(who.name)}, {"Tempat/Tgl Lahir", "SERANG, " + born(who.nik)},
                                                              {"Jenis kelamin", is_woman(who.nik) ? "PEREMPUAN" : "LAKI-LAKI"}, {"Alamat", upper(who.street)},
                                                              {"   RT/RW", who.rt + "/" + who.rw}, {"   Kel/Desa", upper(who.kelurahan)}, {"   Kecamatan", upper(who.kecamatan)},
                                                              {"Agama", "ISLAM"}, {"Status Perkawinan", "KAWIN"}, {"Pekerjaan", "WIRASWASTA"},
                                                              {"Kewarganegaraan", "WNI"}, {"Berlaku Hingga", "SEUMUR HIDUP"}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    sheet.text(16, 72 + static_cast<int>(i) * 12, 8, rows[i].first);
    sheet.text(92, 72 + static_cast<int>(i) * 12, 8, ": " + rows[i].second);
  }
  sheet.line(262, 70, 326, 70);
  sheet.line(262, 150, 326, 150);
  sheet.line(262, 70, 262, 150);
  sheet.line(326, 70, 326, 150);
  sheet.text(276, 164, 7, "CONTOH");
  sheet.text(268, 174, 7, "BUKAN ASLI");
  return sheet.pdf();
}

namespace {

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
  auto letter = photographed(reader, loss_letter_sheet(who));
  if (!letter) return tl::unexpected(letter.error());
  auto card = photographed(reader, family_card_sheet(who));
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
