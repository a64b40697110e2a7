// What must never be missed: money asked of a resident, "stop", "a person please". Rules come before the model; each says little and surely.
#include <algorithm>

#include "base/text.h"
#include "intake/understanding.h"

namespace opak::intake {
namespace {

using Words = std::vector<std::string>;
using Any = std::initializer_list<std::string_view>;

bool is_any(std::string_view word, Any any) { return std::find(any.begin(), any.end(), word) != any.end(); }
bool starts_any(std::string_view word, Any any) {
  return std::any_of(any.begin(), any.end(), [&](auto start) { return word.starts_with(start); });
}
bool has(const Words& words, Any any) {
  return std::any_of(words.begin(), words.end(), [&](const auto& word) { return is_any(word, any); });
}
bool begins(const Words& words, Any any) {
  return std::any_of(words.begin(), words.end(), [&](const auto& word) { return starts_any(word, any); });
}

// One of `first`, and at most `between` words later one of `then`.
bool follows(const Words& words, Any first, Any then, std::size_t between) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (is_any(words[i], first))
      for (std::size_t j = i + 1; j < words.size() && j <= i + 1 + between; ++j)
        if (is_any(words[j], then)) return true;
  return false;
}

const Any polite = {"min", "pak", "bu", "kak", "ya", "dong", "saja", "aja", "tolong", "ibu", "bapak", "mas", "mbak", "admin", "deh", "lah", "nya", "sih", "tanya", "serutanda", "dulu", "mau", "saya", "mohon", "punten",
                        "maaf", "please", "halo", "atuh", "kang", "bae", "mawon"};

bool is_only(const Words& words, Any any) {
  bool said = false;
  for (const auto& word : words) {
    if (is_any(word, any)) said = true;
    else if (!is_any(word, polite)) return false;
  }
  return said;
}

// "bayar berapa" asks for a fee, "diminta bayar 50rb" tells of a levy: somebody must have asked.
bool tells_of_levy(const Words& words) {
  static const Any asked = {"minta", "diminta", "meminta", "dimintai", "dimintakan", "maksa", "memaksa", "ditarik", "ditarikin", "narik", "nariki", "dipungut", "mungut", "nagih", "ditagih", "menagih", "nodong", "dipalak", "malak", "dikutip",
                         "nawarin", "nawarkeun", "nawani", "ditawarin", "ditawari", "menawarkan", "disuruh", "suruh", "nyuruh", "ngode", "mintain", "dipentaan", "dijaluki", "demanded", "asked"};
  static const Any money = {"uang", "uangsejumlah", "amplop", "imbalan", "seikhlasnya", "jatah", "money", "cepek", "gocap"};
  static const Any sums = {"ratus", "ribu", "puluh", "juta", "sejuta", "seratus"};
  static const Any staff = {"petugas", "petugasnya", "oknum", "kurir", "kurirnya", "kurire", "pegawai", "pegawainya", "staf", "loket", "rt", "rw", "erte", "lurah", "kelurahan", "kecamatan", "satpam", "honorer", "camat"};
  if (begins(words, {"pungli", "punglii", "pngli", "percaloan", "diperas", "memeras", "pemerasan", "pemalakan", "dipalak", "sogok", "nyogok", "disogok", "menyogok", "pelicin", "gratifikasi", "bribe"})) return true;
  if (has(words, {"calo", "calonya", "suap", "disuap", "menyuap", "penyuapan"})) return true;
  if (follows(words, {"pungutan", "kutipan"}, {"liar"}, 0)) return true;
  if (follows(words, {"uang"}, {"rokok", "pelicin", "lelah", "capek", "kopi", "bensin"}, 0)) return true;
  if (follows(words, {"mata"}, {"duitan"}, 0) || has(words, {"joki", "mafia"})) return true;
  if (follows(words, {"jual", "jualan", "dijual", "menjual"}, {"blangko", "antrean", "formulir", "beli"}, 2) || follows(words, {"formulir", "blangko", "antrean"}, {"dijual"}, 1)) return true;
  if (follows(words, {"jalur", "pintu"}, {"belakang"}, 0) && has(words, {"bayar", "uang", "uangsejumlah", "ditawarin", "ditawari"})) return true;
  // "tidak dikasih kalau tidak bayar", "sebelum dibayar"
  if (follows(words, {"dikasih", "ngasih", "diproses", "diurus", "jalan", "dicetak"}, {"bayar", "dibayar", "uang"}, 3) && has(words, {"tidak", "sebelum", "baru"}) && has(words, {"kalau", "sebelum", "tanpa"})) return true;
  if (has(words, {"dikutip"}) && has(words, {"biaya", "uang", "uangsejumlah"})) return true;
  if (follows(words, {"padahal", "harusnya", "mestinya", "katanya"}, {"gratis"}, 1) && has(words, {"bayar", "disuruh", "ditarik", "diminta", "dijual"}) && has(words, staff)) return true;
  if (has(words, {"pinjam", "pinjaman", "sumbangan", "sedekah", "kembali"}) && !has(words, staff)) return false;
  if (follows(words, asked, money, 3)) return true;
  if (has(words, staff) && follows(words, asked, sums, 3)) return true;
  if (has(words, staff) && follows(words, {"minta", "meminta", "nagih"}, {"rokok", "tip", "ongkos", "ongkir", "pulsa", "bensin", "imbalan", "bayaran", "upah"}, 2)) return true;
  if (has(words, staff) && follows(words, {"disuruh", "suruh", "nyuruh", "diminta"}, {"bayar", "ngasih"}, 1) && !has(words, {"berapa"})) return true;
  return false;
}

bool asks_to_stop(const Words& words) {
  static const Any sends = {"kirim", "kirimi", "kirimin", "dikirim", "dikirimi", "dikirimin", "ngirim", "mengirim", "ngintun"};
  static const Any what = {"pesan", "wa", "chat", "kabar", "notif", "notifikasi", "sms", "info", "email", "broadcast", "survei", "pemberitahuan"};
  static const Any no = {"jangan", "stop", "berhenti", "hentikan", "gausah", "eureun", "mandeg"};
  if (follows(words, no, what, 3) && (follows(words, no, sends, 2) || follows(words, no, what, 0)) && !has(words, {"petugas", "robot", "bot"})) return true;
  // A message that came to the wrong person; "salah nomor hp, yang benar ..." is a slip of their own.
  const bool own_slip = has(words, {"benar", "bener", "leres", "leresna", "sing", "hp", "nik", "kk", "permohonan", "pengajuan", "antrean", "angka", "enambelasangka", "harusnya", "foto", "rumah", "antar", "kirim"});
  if (!own_slip && (follows(words, {"salah"}, {"nomor", "sambung"}, 0) || follows(words, {"wrong"}, {"number"}, 0))) return true;
  if (follows(words, {"saya"}, {"bukan", "sanes"}, 0) && follows(words, {"salah"}, {"kirim", "orang", "nomor", "sambung"}, 0)) return true;
  if (is_only(words, {"orang", "salah"}) && follows(words, {"orang", "salah"}, {"orang", "salah"}, 0)) return true;
  if (follows(words, {"tidak"}, {"dihubungi"}, 1) || follows(words, {"memberi", "kasih"}, {"izin"}, 0)) return true;
  if (follows(words, {"data"}, {"dihilangkan", "dihapus"}, 2) && has(words, {"saya"})) return true;
  if (is_only(words, {"setuju", "bersedia", "tidak", "menyetujui"}) && !is_only(words, {"tidak"})) return true;
  if (follows(words, {"berhenti", "stop"}, {"telepon", "hubungi", "sms", "kirim", "mengirim"}, 0)) return true;
  if (follows(words, {"jangan"}, {"hubungi", "dihubungi"}, 0) || follows(words, {"cabut", "mencabut", "tarik"}, {"persetujuan", "izin"}, 1)) return true;
  return follows(words, {"hapus", "dihapus", "hapuskan"}, {"data", "nomor", "datanya"}, 1) && follows(words, {"data", "nomor", "datanya"}, {"saya", "pribadi", "saja", "aja"}, 1) && !has(words, {"akun", "tadi"});
}

bool asks_for_person(const Words& words) {
  static const Any talks = {"bicara", "berbicara", "ngomong", "ngobrol", "ngobrolnya", "nyarios", "konsultasi", "berkonsultasi", "chat", "chattingan", "matur", "bcr", "bcra", "ngmng"};
  static const Any with = {"sama", "dengan", "ama", "ke", "kalih", "sareng", "karo", "langsung"};
  static const Any person = {"petugas", "petugasnya", "admin", "adminnya", "orang", "orangnya", "manusia", "org", "wong", "operator", "langsung", "atasan"};
  if (is_only(words, {"petugas", "petugasnya", "manusia", "admin", "adminnya", "operator", "human", "agent"}) && !has(words, {"maaf", "halo", "punten"})) return true;
  for (std::size_t i = 0; i + 2 < words.size(); ++i)
    if (is_any(words[i], talks) && is_any(words[i + 1], with) && is_any(words[i + 2], person)) return true;
  if (follows(words, {"sambungkan", "sambungin", "disambungkan", "hubungkan", "dihubungkan", "alihkan", "teruskan", "panggilkan", "panggilin", "sambungaken"}, {"petugas", "petugasnya", "admin", "manusia", "orang", "orangnya"}, 2)) return true;
  if (is_only(words, {"bantuan", "hotline", "live", "customer", "service", "narahubung"}) || follows(words, {"call"}, {"center"}, 0) || follows(words, {"contact"}, {"person"}, 0)) return true;
  if (follows(words, {"kasih", "oper", "transfer", "minta", "mau", "lanjut", "langsung"}, {"petugas"}, 1) && words.back() == "petugas") return true;
  if (is_only(words, {"jangan", "bot", "robot"}) && has(words, {"bot", "robot"}) && has(words, {"jangan"})) return true;
  return follows(words, {"bukan", "jangan"}, {"robot", "bot", "mesin"}, 0) && has(words, {"petugas", "orang", "manusia", "mau"});
}

// The examples the weights were learned from hold little English; its few plain ways to ask stand here.
std::optional<Intent> in_english(const Words& words) {
  const bool card = has(words, {"card", "cards", "ktp", "identity", "id"});
  if (has(words, {"requirements", "documents"})) return Intent::requirements;
  if (card && has(words, {"lost", "lose", "missing", "stolen"})) return Intent::apply_lost;
  if (card && has(words, {"damaged", "broken", "broke", "cracked", "torn"})) return Intent::apply_damaged;
  if (has(words, {"human", "officer", "agent", "someone", "person"}) && has(words, {"talk", "speak", "ask", "need", "want"})) return Intent::talk_to_human;
  if (has(words, {"cost", "fee", "price"}) || (has(words, {"how"}) && has(words, {"much"}))) return Intent::fee;
  if (has(words, {"when", "where"}) && card && has(words, {"my"}) && !has(words, {"delivered", "deliver"})) return Intent::status;
  return std::nullopt;
}

}  // namespace

bool is_plain_stop(std::string_view text) {
  return is_only(split(plain_words(text.substr(0, 200)), ' '), {"stop", "berhenti", "unsubscribe", "stopp"});
}

std::optional<Intent> by_rule(std::string_view text) {
  constexpr std::size_t text_bytes_max = 2000;
  const auto words = split(plain_words(text.substr(0, text_bytes_max)), ' ');
  if (tells_of_levy(words)) return Intent::levy_report;
  if (is_plain_stop(text) || asks_to_stop(words)) return Intent::stop_consent;
  if (asks_for_person(words)) return Intent::talk_to_human;
  return in_english(words);
}

}  // namespace opak::intake
