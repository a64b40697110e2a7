#include "intake/word_families.h"

#include <algorithm>

namespace opak::intake {
namespace {

struct Family {
  std::string_view name;
  std::vector<std::string_view> words;  // "antar*": whatever begins so.
};

const std::vector<Family>& families() {
  static const std::vector<Family> all = {
      {"ktp", {"ktp*", "card", "kartu", "kartunya"}},
      {"gone",
       {"hilang", "kehilangan", "keilangan", "ilang*", "hilng", "hlang", "hlg", "ilg", "kecopetan", "dicopet", "copet", "dijambret", "jambret", "maling", "kemalingan", "dicuri", "kecurian",
        "begal", "dibegal", "dirampok", "rampok", "raib", "lenyap", "tercecer", "kececer", "keselip", "terselip", "jatuh", "jatoh", "murag", "hanyut", "ketinggalan", "katinggaleun", "kebuang",
        "dibuang", "kelangan", "kaleungitan", "lost", "stolen", "digondol", "dicolong", "terbawa", "kebawa", "ketemu", "kapendak", "kepanggih", "tiba", "nyari", "dicari"}},
      {"broken",
       {"rusak*", "rusk", "rsk", "patah*", "potong*", "sobek*", "robek*", "retak*", "pecah", "peupeus", "tugel", "belah*", "kebelah", "terbelah", "luntur", "pudar", "memudar", "buram", "burem",
        "ngelupas", "mengelupas", "terkelupas", "ngelotok", "ngeletek", "lecek", "kusam", "buluk", "kumel", "bengkok", "penyok", "melengkung", "lengkung", "meleleh", "gosong", "kebakar", "terbakar",
        "kaduruk", "kobong", "hancur", "bolong", "dibolongin", "digigit", "digegel", "digunting", "dicoret", "kecuci", "kerendem", "kerendam", "kelindes", "berjamur", "kebaca", "terbaca", "kabaca", "kewaca",
        "kewaos", "chip*", "broken", "damaged", "lapisan", "laminating", "dilaminating", "goresan", "kegores", "kabur", "kebasahan", "kabaseuhan", "kelelep", "kegencet", "kejepit", "ketindih*", "ketimpa",
        "kena", "retek", "keriting", "lembab", "ngeblur", "rayap", "tikus", "beurit"}},
      {"other_paper",
       {"kk", "kkbaru", "akta*", "akte*", "kia", "sim", "paspor", "passport", "ijazah", "stnk", "bpkb", "bpjs", "skck", "npwp", "ikd", "sertifikat", "skpwni", "tabungan", "atm", "nib", "sktm", "keluarga",
        "kematian", "kelahiran", "pbb", "pajak", "efin", "izin", "certificate", "family", "domisili", "waris", "bansos", "pkh", "cerai"}},
      {"other_thing", {"hp", "motor", "mobil", "kucing", "tas", "laptop", "tv", "listrik", "pln", "wifi", "shopee", "paket", "pulsa", "slot", "pinjaman", "loker", "lowongan", "cuaca", "hujan", "resep", "skor",
                       "presiden", "walikota", "vaksin", "posyandu", "puskesmas", "sekolah", "magang", "skripsi", "haji", "kos", "kontrakan", "ojek", "pesan", "promo", "hadiah", "investasi"}},
      {"anger",
       {"kecewa*", "kuciwa", "mengecewakan", "kcewa", "kesal", "kesel", "emosi", "marah*", "dimarah*", "nyebelin", "ngeselin", "jengkel", "bete", "lelet", "lemot", "lambat*", "lambt", "payah", "parah", "buruk",
        "jelek*", "judes", "jutek", "galak*", "kasar", "nyolot", "membentak", "dibentak", "disentak", "bentak*", "dimaki", "dihina", "dicarekan", "diomelin", "becus", "bohong*", "pembohong", "ceroboh", "ribet",
        "dipersulit", "dipersusah", "percuma", "keterlaluan", "protes", "komplain*", "complain", "keluhan", "mengeluh", "mengadu*", "ngadu*", "pengaduan", "aduan", "kapok", "nyesel", "capek", "cape", "cuek*",
        "dicuekin", "diskriminasi", "curang", "adil", "error*", "down", "offline", "gangguan", "ditegur", "tegur", "ditindak*", "ditindaklanjuti", "goblok", "bego", "bodoh", "anjing", "males", "malas", "gaji",
        "muak", "geram", "kacau", "berantakan", "amburadul", "konyol", "ngawur", "sombong", "arogan", "songong", "ketus", "cemberut", "diabaikan", "dijorna", "dijorke", "dibiarin", "dibiarkan", "disepelekan",
        "dianggap", "dilempar", "lempar", "dihilangin", "dihilangkan", "zonk", "ngibul", "php", "disappointed", "bad", "ridiculous", "terrible", "slow", "suwe", "sopan", "profesional", "ramah", "puas", "nggak_beres",
        "bolak", "balik", "mondar", "pingpong", "molor", "ngaret", "ngapain", "kotor", "bau", "panas", "nyelak", "diserobot", "serobot", "titipan", "tersinggung", "kaya_gini", "begini", "macam", "korupsi"}},
      {"city", {"jalan", "jalanan", "dalan", "lampu", "sampah", "got", "banjir", "pdam", "pam", "pohon", "trotoar", "angkot", "bansos", "aspal", "selokan", "drainase", "berlubang", "lubang", "parkir", "pkl"}},
      {"praise", {"ramah", "puas", "mantap", "mantul", "bagus", "keren", "salut", "top", "sukses", "berkah", "barakallah", "jazakallah*", "alhamdulillah", "hebat", "cakep", "jos", "good", "great", "recommended", "sip",
                  "noted", "siap", "semoga", "mugia", "sehat", "terbantu", "senang", "seneng", "cepet", "cepat", "bintang", "ramahnya"}},
      {"thanks", {"terimakasih", "makas*", "makac*", "mamacih", "mkasih", "mksih", "maksih", "tksh", "tengs", "tengkyu", "tq", "ty", "thank", "nuhun", "haturnuhun", "kesuwun", "suwun", "syukron", "syukran", "trims", "trima",
                  "🙏*", "👍*"}},
      {"money", {"uang", "uangsejumlah", "amplop", "rokok", "rupiah", "imbalan", "sogok*", "nyogok", "disogok", "suap*", "pungli*", "punglii", "pngli", "pungutan", "calo", "caloan", "percaloan", "pelicin", "jatah", "tip", "kopi",
                 "bensin", "transfer", "seikhlasnya", "sukarela", "sumbangan", "cepek", "gocap", "goceng", "noban", "ceban", "juta", "ribu", "rebu", "ewu", "ratus", "puluh", "gratifikasi", "bribe", "money", "kwitansi", "kuitansi", "arta",
                 "bayaran", "iuran", "setoran", "kutipan", "duwit", "sebungkus", "rek", "ovo", "dana", "gopay"}},
      {"demand", {"minta", "mnta", "diminta", "dimintai*", "dimintain", "dmintain", "mintain", "meminta", "menta", "dipenta*", "dipentani", "dijaluk*", "njaluk", "nyaluk", "nyuwun", "nagih", "ditagih", "disuruh", "suruh", "nyuruh", "dipalak",
                  "malak", "palak", "maksa", "dipaksa", "memaksa", "narik", "nariki", "ditarik", "dipungut", "mungut", "memungut", "dikutip", "ngutip", "diperas", "memeras", "pemerasan", "nodong", "ditodong", "nawarin", "nawarkeun", "nawani", "ditawarin",
                  "ditawari", "menawarkan", "demanded", "asked", "jual*", "dijual", "ngode", "nyindir", "wajib", "kudu"}},
      {"insider", {"oknum", "calo", "orang_dalam", "dalam", "honorer", "jalur", "belakang", "kilat", "jasa", "biro", "agen", "joki"}},
      {"fee", {"bayar*", "byr", "mbayar", "mayar", "biaya*", "biya", "biayany", "gratis*", "ongkos*", "ongkir*", "tarif*", "harga*", "denda*", "didenda", "retribusi*", "pnbp", "cod", "qris", "nyicil", "dp", "tagihan", "murah", "mahal", "free",
               "cost", "price", "pay", "dipungut", "charge", "tarip"}},
      {"how_much", {"berapa", "berapaan", "pire", "much"}},
      {"office_person", {"petugas*", "ptugas", "ptgs", "patugas", "pegawai*", "staf", "loket", "rt", "rw", "erte", "lurah", "kelurahan", "camat", "kurir*", "satpam", "oknum", "orang", "ojol", "panitia"}},
      {"talk", {"bicara", "berbicara", "bcra", "bcr", "ngobrol", "ngomong", "ngmng", "nyarios", "sambung*", "disambung*", "hubung*", "dihubung*", "menghubungi", "hub", "telpon*", "telepon*", "ditelpon*", "ditelepon", "nelepon", "telponan", "tlp",
                "admin*", "cs", "operator", "konsultasi", "berkonsultasi", "call", "hotline", "narahubung", "kontak*", "cp", "agent", "service", "talk", "speak", "human", "manusia*", "jalmina", "jelema", "wong*", "robot", "bot*", "mesin", "otomatis",
                "langsung", "manual", "panggil*", "vc", "video", "chat", "live", "asli", "beneran", "orangnya"}},
      {"papers", {"syarat*", "sarat*", "syrt", "persyar*", "berkas*", "dokumen*", "bawa", "nggawa", "gawa", "nyandak", "dibantun", "perlu", "butuh", "fotokopi*", "fotocopy", "lampiran*", "materai", "meterai", "bermaterai", "formulir*", "pengantar",
                  "kuasa", "kelengkapan", "disiapin", "disiapkan", "siapkan", "siapin", "requirements", "documents", "legalisir", "saksi", "selfie", "minimal", "batas", "ketentuan", "wajib", "harus", "kudu", "cukup", "tanpa", "lembar"}},
      {"deliver", {"antar*", "diantar*", "diantr", "dianter*", "diater*", "nganter*", "ngater", "anter*", "anterin", "dianteurkeun", "kurir*", "dikirim*", "kirimnya", "pengiriman", "pengantaran", "ambil*", "diambil", "ngambil", "pengambilan", "jukut",
                   "njukut", "dijukut", "candak", "dicandak", "penerima", "nerima", "nampi", "titip*", "dititip*", "jadwal", "reschedule", "undur", "diundur", "delivered", "deliver", "receive", "patokan", "rumah", "nyampe", "sampe", "paket", "pos", "jne"}},
      {"queue", {"antrean*", "antri*", "ngantri", "antreannya", "kuota*", "dipanggil", "kelewat", "terlewat", "hangus", "booking", "reservasi", "tiket*", "queue", "nyelak", "sesi", "walk", "ramai", "rame"}},
      {"place_time", {"dimana", "dmn", "mana", "alamat*", "almt", "lokasi*", "maps", "map", "share", "lok", "kantor*", "kntr", "buka*", "bukae", "bukanya", "bukak", "bk", "bka", "tutup*", "jam", "jm", "pukul", "sabtu", "saptu", "setu", "ahad", "libur*",
                      "operasional", "jadwal", "angkot", "naik", "lantai", "gedung*", "mpp", "gerai", "terdekat", "where", "open", "hours", "close", "istirahat", "keliling", "titik"}},
      {"slip", {"salah*", "slah", "slh", "sala", "typo", "ralat", "diralat", "koreksi", "dikoreksi", "ketuker", "ketukar", "kebalik", "terbalik", "harusnya", "seharusnya", "mestinya", "kuduna", "bener", "benar", "betul", "leres", "leresna", "lepat",
                "maksud", "ulang", "burem", "blur", "kepotong", "klentu", "kleru", "revisi", "edit", "diedit", "kepencet", "terlanjur", "keupload", "upload", "kurang", "lupa", "benerin", "betulin", "dibetulin", "dibenerin", "perbaiki", "memperbaiki", "sorry", "wrong", "mistake"}},
      {"just_now", {"tadi", "td", "wau", "barusan", "kemarin", "kmrn", "kamari", "wingi", "sebelumnya", "terakhir", "udah_dikirim", "formulir", "isian", "form", "permohonan", "pengajuan", "kirim", "dikirim", "kekirim", "ngisi", "isi", "input"}},
      {"change", {"ganti*", "gnti", "gentos", "ubah*", "ubh", "robih", "ngarobih", "dirobih", "perubahan", "pindah*", "ngalih", "mutasi", "status*", "kawin", "menikah", "nikah", "rabi", "cerai", "janda", "duda", "pekerjaan", "padamelan", "pegawean",
                  "gelar", "agama", "mualaf", "domisili", "update", "perpanjang", "golongan", "konsolidasi", "ganda", "change", "nama", "kasihe", "aran", "tanggal", "lahir", "foto", "hijab", "berhijab", "kerudung"}},
      {"first_card", {"17", "rekam*", "ngrekam", "direkam", "perekaman", "terekam", "biometrik", "iris", "sidik", "pertama", "munggaran", "perdana", "pemula", "umur", "umure", "usia", "kitap", "wna", "bule", "foreigner", "pernah", "tau", "lansia", "jemput",
                      "anak", "budak", "bocah", "lare", "kelahiran", "sma", "smk", "siswa", "santri", "first", "ulang_tahun", "ultah"}},
      {"how_far", {"sudah", "belum", "status*", "proses*", "diproses", "progres*", "cek", "dicek", "lacak", "tracking", "kabar*", "perkembangan", "kelanjutan*", "lanjutan*", "jadi", "jadinya", "dados", "janten", "jantenna", "selesai", "beres", "kelar",
                   "rampung", "anggeus", "dicetak", "dicitak", "tahap*", "estimasi", "perkiraan", "kapan", "kpn", "masih", "lama", "ready", "when", "nomor", "disetujui", "diverifikasi", "diterima", "ditampi"}},
      {"blank", {"blangko*", "blngko", "blnko", "stok*", "keping*", "kepingnya", "suket", "tersedia", "ketersediaan", "kosong*", "habis", "bahan", "blank", "blanks", "stock", "jatah"}},
      {"stop", {"stop*", "stp", "stoop", "berhenti*", "brenti", "brhnti", "brhenti", "eureun", "mandeg", "hentikan", "unsub*", "unsubscribe", "hapus*", "hps", "dihapus", "pupus", "keluarkan", "dikeluarkan", "keluar", "cabut", "mencabut", "nyabut", "tarik",
                "jangan", "jgn", "tong", "gausah", "persetujuan", "setuju", "satuju", "menyetujui", "izinkan", "mengizinkan", "bersedia", "notif*", "matikan", "matiin", "langganan", "berlangganan", "sambung", "spam", "blokir", "ganggu", "mengganggu",
                "disimpan", "pdp", "pribadi", "delete", "remove", "contact", "opt", "survei", "disurvei", "messaging", "cukup"}},
      {"greeting", {"halo*", "hai", "hi", "hallo", "hello", "assalamualaikum", "asalamualaikum", "ass", "pagi", "siang", "sore", "malam", "permisi", "punten", "sampurasun", "misi", "p", "pp", "tes", "test", "ping", "min", "kak", "pak", "bu"}},
  };
  return all;
}

bool belongs(std::string_view word, std::string_view pattern) {
  if (pattern.ends_with('*')) return word.starts_with(pattern.substr(0, pattern.size() - 1));
  return word == pattern;
}

}  // namespace

std::vector<std::string_view> families_of(const std::vector<std::string>& words) {
  std::vector<std::string_view> met;
  for (const auto& family : families())
    if (std::any_of(words.begin(), words.end(), [&](const auto& word) {
          return std::any_of(family.words.begin(), family.words.end(), [&](auto pattern) { return belongs(word, pattern); });
        }))
      met.push_back(family.name);
  return met;
}

}  // namespace opak::intake
