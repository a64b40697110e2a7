#include "intake/understanding.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>

#include "base/result.h"
#include "base/text.h"
#include "intake/word_families.h"

namespace opak::intake {
namespace {

constexpr std::array<std::string_view, intents_count> names = {
    "apply_lost", "apply_damaged", "apply_new17", "change_data", "status",       "requirements", "fee",    "delivery",     "queue",
    "complaint",  "levy_report",   "talk_to_human", "correct_data", "blangko", "hours_location", "thanks", "stop_consent", "other"};

constexpr std::string_view form = "OPAKU2";
constexpr std::size_t text_bytes_max = 2000;  // A story longer than that says nothing new.

// Many spellings, one word. Jawa Serang and Sundanese stand beside everyday Indonesian.
const std::unordered_map<std::string_view, std::string_view>& spellings() {
  static const std::unordered_map<std::string_view, std::string_view> map = {
      {"yg", "yang"}, {"ga", "tidak"}, {"gak", "tidak"}, {"gk", "tidak"}, {"ngga", "tidak"}, {"nggak", "tidak"}, {"tdk", "tidak"},
      {"tak", "tidak"}, {"ora", "tidak"}, {"ore", "tidak"}, {"boten", "tidak"}, {"teu", "tidak"}, {"kagak", "tidak"}, {"enggak", "tidak"},
      {"blm", "belum"}, {"blum", "belum"}, {"belom", "belum"}, {"durung", "belum"}, {"dereng", "belum"}, {"acan", "belum"},
      {"udh", "sudah"}, {"udah", "sudah"}, {"sdh", "sudah"}, {"dah", "sudah"}, {"wis", "sudah"}, {"uwis", "sudah"}, {"sampun", "sudah"},
      {"tos", "sudah"}, {"atos", "sudah"}, {"parantos", "sudah"}, {"geus", "sudah"},
      {"gmn", "bagaimana"}, {"gimana", "bagaimana"}, {"gmna", "bagaimana"}, {"kumaha", "bagaimana"}, {"premen", "bagaimana"},
      {"pripun", "bagaimana"}, {"kepriben", "bagaimana"}, {"caranya", "cara"}, {"carane", "cara"}, {"carana", "cara"},
      {"bs", "bisa"}, {"bise", "bisa"}, {"bangkit", "bisa"}, {"tiasa", "bisa"}, {"saged", "bisa"}, {"dr", "dari"}, {"dgn", "dengan"},
      {"dg", "dengan"}, {"utk", "untuk"}, {"u", "untuk"}, {"kanggo", "untuk"}, {"jg", "juga"}, {"sy", "saya"}, {"sya", "saya"},
      {"kule", "saya"}, {"kula", "saya"}, {"abdi", "saya"}, {"gw", "saya"}, {"gue", "saya"}, {"aku", "saya"}, {"ane", "saya"},
      {"brp", "berapa"}, {"brapa", "berapa"}, {"pire", "berapa"}, {"pira", "berapa"}, {"pinten", "berapa"}, {"sabaraha", "berapa"},
      {"ilang", "hilang"}, {"ical", "hilang"}, {"leungit", "hilang"}, {"kelangan", "kehilangan"}, {"ruksak", "rusak"},
      {"ektp", "ktp"}, {"ktpel", "ktp"}, {"e-ktp", "ktp"}, {"ktp-el", "ktp"}, {"antrian", "antrean"}, {"antri", "antrean"},
      {"antriane", "antrean"}, {"antre", "antrean"}, {"blanko", "blangko"}, {"keping", "blangko"}, {"no", "nomor"}, {"nomer", "nomor"},
      {"nmr", "nomor"}, {"nope", "nomor"}, {"skrg", "sekarang"}, {"kpn", "kapan"}, {"iraha", "kapan"}, {"jd", "jadi"}, {"dadi", "jadi"},
      {"tp", "tapi"}, {"krn", "karena"}, {"trs", "terus"}, {"sm", "sama"}, {"bgt", "banget"}, {"bikin", "buat"}, {"gawe", "buat"},
      {"damel", "buat"}, {"ngadamel", "buat"}, {"bkin", "buat"}, {"maning", "lagi"}, {"malih", "lagi"}, {"deui", "lagi"},
      {"lg", "lagi"}, {"ayun", "mau"}, {"arep", "mau"}, {"hoyong", "mau"}, {"bade", "mau"}, {"ajeng", "mau"}, {"mo", "mau"},
      {"pengen", "mau"}, {"umah", "rumah"}, {"griya", "rumah"}, {"bumi", "rumah"}, {"imah", "rumah"}, {"rawuh", "datang"},
      {"teke", "datang"}, {"dongkap", "datang"}, {"ning", "di"}, {"ing", "di"}, {"endi", "mana"}, {"pundi", "mana"}, {"nuhun", "terimakasih"},
      {"nuwun", "terimakasih"}, {"suwun", "terimakasih"}, {"makasih", "terimakasih"}, {"makasi", "terimakasih"}, {"mksh", "terimakasih"},
      {"thanks", "terimakasih"}, {"trims", "terimakasih"}, {"thx", "terimakasih"}, {"trimakasih", "terimakasih"}, {"katampi", "diterima"},
      {"patugas", "petugas"}, {"petugase", "petugas"}, {"cs", "petugas"}, {"operator", "petugas"}, {"duit", "uang"}, {"artos", "uang"},
      {"dimintain", "diminta"}, {"dimintai", "diminta"}, {"dipentaan", "diminta"}, {"dipenta", "diminta"}, {"nyaluk", "minta"},
      {"njaluk", "minta"}, {"digantosi", "ganti"}, {"ngagentos", "ganti"}, {"diganti", "ganti"}, {"tuker", "tukar"}, {"entek", "habis"},
      {"telas", "habis"}, {"seep", "habis"}, {"abis", "habis"}, {"syarate", "syarat"}, {"syaratna", "syarat"}, {"syaratnya", "syarat"},
      {"robah", "ubah"}, {"rubah", "ubah"}, {"robih", "ubah"}, {"diubah", "ubah"}, {"dirubah", "ubah"}, {"hatur", "terimakasih"},
      {"matur", "terimakasih"}, {"dianteurkeun", "diantar"}, {"dianter", "diantar"}, {"nganter", "antar"}, {"mayar", "bayar"},
      {"bayare", "bayar"}, {"dibales", "dibalas"}, {"klo", "kalau"}, {"kalo", "kalau"}, {"klu", "kalau"}, {"kl", "kalau"},
      {"mkasih", "terimakasih"}, {"makasihh", "terimakasih"}, {"tksh", "terimakasih"}, {"tq", "terimakasih"},
      {"kesuwun", "terimakasih"}, {"haturnuhun", "terimakasih"}, {"td", "tadi"}, {"wau", "tadi"}, {"kmrn", "kemarin"}, {"kmren", "kemarin"}, {"kemaren", "kemarin"}, {"wingi", "kemarin"}, {"kamari", "kemarin"},
      {"hr", "hari"}, {"jm", "jam"}, {"dmn", "dimana"}, {"almt", "alamat"}, {"alamt", "alamat"}, {"kntr", "kantor"}, {"gnti", "ganti"}, {"ubh", "ubah"}, {"mw", "mau"}, {"pgn", "mau"}, {"pingin", "mau"},
      {"bwt", "buat"}, {"bikn", "buat"}, {"buwat", "buat"}, {"hlg", "hilang"}, {"ilng", "hilang"}, {"hlng", "hilang"}, {"hilng", "hilang"}, {"ilg", "hilang"}, {"keilangan", "kehilangan"}, {"rsk", "rusak"}, {"rusk", "rusak"}, {"antarin", "antar"},
      {"anterin", "antar"}, {"anter", "antar"}, {"dianterin", "diantar"}, {"diater", "diantar"}, {"diateraken", "diantar"}, {"kpan", "kapan"}, {"blom", "belum"}, {"lom", "belum"}, {"beloman", "belum"},
      {"mnta", "minta"}, {"dmintain", "diminta"}, {"dipentani", "diminta"}, {"dijaluki", "diminta"}, {"menta", "minta"}, {"nyuwun", "minta"}, {"ptgs", "petugas"}, {"ptugas", "petugas"}, {"byr", "bayar"},
      {"mbayar", "bayar"}, {"arta", "uang"}, {"duwit", "uang"}, {"tlp", "telepon"}, {"telp", "telepon"}, {"telpon", "telepon"}, {"telfon", "telepon"}, {"tlpn", "telepon"}, {"nelpon", "telepon"},
      {"hps", "hapus"}, {"pupus", "hapus"}, {"jgn", "jangan"}, {"tong", "jangan"}, {"slh", "salah"}, {"slah", "salah"}, {"klentu", "salah"}, {"kleru", "salah"}, {"bukak", "buka"}, {"ank", "anak"},
      {"thn", "tahun"}, {"taun", "tahun"}, {"th", "tahun"}, {"pitulas", "17"}, {"satuju", "setuju"}, {"syrt", "syarat"}, {"sarat", "syarat"}, {"brngkt", "berangkat"}, {"skg", "sekarang"}, {"saiki", "sekarang"},
      {"ayeuna", "sekarang"}, {"naon", "apa"}, {"nopo", "apa"}, {"napa", "apa"}, {"saha", "siapa"}, {"sapa", "siapa"}, {"sanes", "bukan"}, {"dudu", "bukan"}, {"aje", "jangan"}, {"napik", "jangan"}, {"ulah", "jangan"}, {"lepat", "salah"}, {"keliru", "salah"}};
  return map;
}

bool is_word_letter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || byte >= 0x80;
}

bool has_digit(std::string_view word) { return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; }); }

// "makasiiiih" -> "makasih": no word here has a letter three times.
std::string without_drawl(std::string_view word) {
  std::string out;
  for (char c : word)
    if (out.size() < 2 || c != out.back() || c != out[out.size() - 2] || (c >= '0' && c <= '9')) out.push_back(c);
  return out;
}

bool is_number(std::string_view word) { return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; }); }

bool ends_as_money(std::string_view word) {
  for (std::string_view end : {"rb", "ribu", "jt", "juta", "k", "rebu", "ewu", "rban", "an"})
    if (word.ends_with(end) && is_number(word.substr(0, word.size() - end.size()))) return true;
  return word.starts_with("rp") && has_digit(word);
}

// "OM-2611-00091-K"
bool is_application_number(std::string_view word) { return word.starts_with("om-") && only_digits(word).size() >= 6; }

bool is_money_unit(std::string_view word) { return word == "ribu" || word == "rb" || word == "juta" || word == "jt" || word == "ewu" || word == "rebu"; }

std::string plain_word(std::string_view raw) {
  if (is_application_number(raw)) return "nomorpermohonan";
  if (ends_as_money(raw)) return "uangsejumlah";
  if (has_digit(raw)) {
    const auto digits = only_digits(raw);
    if (digits.size() == 16) return "enambelasangka";
    return digits.size() == raw.size() && digits == "17" ? "17" : "angka";
  }
  auto word = without_drawl(raw);
  while (!word.empty() && word.back() == '-') word.pop_back();
  const auto found = spellings().find(word);
  return found == spellings().end() ? word : std::string(found->second);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  const auto lower = lower_ascii(text);
  std::string raw;
  int calls = 0;
  const auto put = [&] {
    if (raw.empty()) return;
    // "150 ribu": the sum and its unit are one.
    if (is_money_unit(raw) && !words.empty() && words.back() == "angka") words.back() = "uangsejumlah";
    else if (auto word = plain_word(raw); !word.empty()) words.push_back(std::move(word));
    raw.clear();
  };
  for (char c : lower) {
    if (is_word_letter(c)) {
      raw.push_back(c);
      continue;
    }
    put();
    if (c == '!' && ++calls == 2) words.push_back("serutanda");
    if (c == '?') words.push_back("tanya");
  }
  put();
  return words;
}

std::uint32_t bucket_of(char kind, std::string_view text) {
  std::uint32_t hash = 2166136261U;
  const auto add = [&hash](char c) { hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U; };
  add(kind);
  for (char c : text) add(c);
  hash ^= hash >> 15;
  hash *= 0x85EBCA6BU;
  hash ^= hash >> 13;
  return hash % buckets_count;
}

}  // namespace

std::string_view name_of(Intent intent) { return names[static_cast<std::size_t>(intent)]; }

std::optional<Intent> intent_named(std::string_view name) {
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) return std::nullopt;
  return static_cast<Intent>(at - names.begin());
}

std::string plain_words(std::string_view text) {
  std::string out;
  for (const auto& word : words_of(text)) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::vector<Feature> features_of(std::string_view text) {
  constexpr float families_weigh = 2, pairs_weigh = 1.5;
  std::vector<Feature> found;
  const auto words = words_of(text.substr(0, text_bytes_max));
  std::string line = " ";
  for (std::size_t i = 0; i < words.size(); ++i) {
    found.push_back({bucket_of('w', words[i]), 1});
    found.push_back({bucket_of('p', (i == 0 ? "^" : words[i - 1]) + " " + words[i]), 1});
    line += words[i] + " ";
  }
  if (!words.empty()) found.push_back({bucket_of('p', words.back() + " $"), 1});
  found.push_back({bucket_of('n', words.size() <= 1 ? "one" : words.size() <= 3 ? "short" : words.size() <= 8 ? "middle" : "long"), 1});
  const auto families = families_of(words);
  for (std::size_t i = 0; i < families.size(); ++i) {
    found.push_back({bucket_of('f', families[i]), families_weigh});
    for (std::size_t j = i + 1; j < families.size(); ++j) found.push_back({bucket_of('g', std::string(families[i]) + " " + std::string(families[j])), pairs_weigh});
  }
  for (std::size_t size = 3; size <= 5; ++size)
    for (std::size_t at = 0; at + size <= line.size(); ++at) found.push_back({bucket_of(static_cast<char>('0' + size), line.substr(at, size)), 1});
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.bucket != b.bucket ? a.bucket < b.bucket : a.weight > b.weight; });
  found.erase(std::unique(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.bucket == b.bucket; }), found.end());
  return found;
}

std::array<float, intents_count> scores_of(const std::vector<Feature>& features, const Weights& weights) {
  std::array<float, intents_count> sum{};
  float length = 0;
  for (const auto [bucket, weight] : features) {
    const float x = weight * static_cast<float>(weights.rarity[bucket]);
    length += x * x;
    const auto* row = &weights.rows[std::size_t{bucket} * intents_count];
    for (std::size_t i = 0; i < intents_count; ++i) sum[i] += x * static_cast<float>(row[i]);
  }
  // Each text weighs the same, however long it is.
  const float one = length > 0 ? 1.0F / std::sqrt(length) : 0.0F;
  for (std::size_t i = 0; i < intents_count; ++i) sum[i] = weights.bias[i] + weights.scale[i] * sum[i] * one;
  return sum;
}

std::array<double, intents_count> sureness_of(const std::array<float, intents_count>& scores, double sharpness) {
  const double best = *std::max_element(scores.begin(), scores.end());
  std::array<double, intents_count> sure{};
  double all = 0;
  for (std::size_t i = 0; i < intents_count; ++i) all += sure[i] = std::exp(sharpness * (static_cast<double>(scores[i]) - best));
  for (auto& one : sure) one /= all;
  return sure;
}

Guess chosen(const std::array<double, intents_count>& sure, const Thresholds& from) {
  const auto of = [&](Intent intent) { return sure[static_cast<std::size_t>(intent)]; };
  for (const auto& [intent, least] : {std::pair(Intent::levy_report, from.levy_report), std::pair(Intent::stop_consent, from.stop_consent), std::pair(Intent::talk_to_human, from.talk_to_human)})
    if (of(intent) >= least) return {intent, of(intent)};
  const auto best = std::max_element(sure.begin(), sure.end());
  return {static_cast<Intent>(best - sure.begin()), *best};
}

Bytes written(const Weights& weights) {
  Bytes out(form);
  const auto put = [&out](const void* data, std::size_t size) { out.append(static_cast<const char*>(data), size); };
  put(weights.scale.data(), sizeof weights.scale);
  put(weights.bias.data(), sizeof weights.bias);
  put(&weights.sharpness, sizeof weights.sharpness);
  put(&weights.from, sizeof weights.from);
  put(weights.rarity.data(), weights.rarity.size());
  put(weights.rows.data(), weights.rows.size());
  return out;
}

std::optional<Understanding> Understanding::read(ByteView bytes) {
  Understanding model;
  auto& w = model.weights_;
  const std::size_t head = form.size() + sizeof w.scale + sizeof w.bias + sizeof w.sharpness + sizeof w.from;
  if (bytes.size() != head + std::size_t{buckets_count} * (intents_count + 1) || !bytes.starts_with(form)) return std::nullopt;
  const char* at = bytes.data() + form.size();
  const auto take = [&at](void* into, std::size_t size) {
    std::memcpy(into, at, size);
    at += size;
  };
  take(w.scale.data(), sizeof w.scale);
  take(w.bias.data(), sizeof w.bias);
  take(&w.sharpness, sizeof w.sharpness);
  take(&w.from, sizeof w.from);
  w.rarity.resize(buckets_count);
  w.rows.resize(std::size_t{buckets_count} * intents_count);
  take(w.rarity.data(), w.rarity.size());
  take(w.rows.data(), w.rows.size());
  // Torn weights may hold what is no number, and would then be sure of nothing.
  const auto sane = [](float x) { return std::isfinite(x) && std::fabs(x) < 1e6F; };
  if (!std::all_of(w.scale.begin(), w.scale.end(), sane) || !std::all_of(w.bias.begin(), w.bias.end(), sane) || !sane(w.sharpness)) return std::nullopt;
  return model;
}

Guess Understanding::recognise(std::string_view text) const {
  if (const auto rule = by_rule(text)) return {*rule, rule_sureness};
  return chosen(sureness_of(scores_of(features_of(text), weights_), weights_.sharpness), weights_.from);
}

}  // namespace opak::intake
