#include "intake/understanding.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>

#include "base/embedded.h"
#include "base/result.h"
#include "base/text.h"

namespace opak::intake {
namespace {

constexpr std::array<std::string_view, intents_count> names = {
    "apply_lost", "apply_damaged", "apply_new17", "change_data", "status",       "requirements", "fee",    "delivery",     "queue",
    "complaint",  "levy_report",   "talk_to_human", "correct_data", "blangko", "hours_location", "thanks", "stop_consent", "other"};

constexpr std::string_view form = "OPAKU1";

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
      {"aje", "jangan"}, {"napik", "jangan"}, {"ulah", "jangan"}, {"lepat", "salah"}, {"keliru", "salah"}};
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

bool ends_as_money(std::string_view word) {
  for (std::string_view end : {"rb", "ribu", "jt", "juta", "k", "rebu", "ewu"})
    if (word.ends_with(end) && has_digit(word)) return true;
  return word.starts_with("rp") && has_digit(word);
}

bool is_money_unit(std::string_view word) { return word == "ribu" || word == "rb" || word == "juta" || word == "jt" || word == "ewu" || word == "rebu"; }

std::string plain_word(std::string_view raw) {
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

bool has(const std::vector<std::string>& words, std::initializer_list<std::string_view> any) {
  return std::any_of(words.begin(), words.end(), [&](const auto& word) { return std::find(any.begin(), any.end(), word) != any.end(); });
}

bool begins(const std::vector<std::string>& words, std::initializer_list<std::string_view> any) {
  return std::any_of(words.begin(), words.end(), [&](const auto& word) {
    return std::any_of(any.begin(), any.end(), [&](auto start) { return word.starts_with(start); });
  });
}

bool tells_of_levy(const std::vector<std::string>& words, const std::string& plain) {
  if (has(words, {"pungli", "calo", "pelicin", "pelicinnya", "memeras", "diperas"}) || plain.find("pungutan liar") != std::string::npos) return true;
  const bool asked = has(words, {"minta", "diminta", "maksa", "dipungut", "ditarik", "nawarin", "nodong", "disuruh"});
  const bool money = has(words, {"uang", "uangsejumlah", "amplop", "imbalan", "transfer"});
  return asked && money;
}

// The examples the weights were learned from hold no English; its few plain ways to ask stand here.
std::optional<Intent> in_english(const std::vector<std::string>& words) {
  const bool card = has(words, {"card", "cards", "ktp", "identity", "id"});
  if (card && has(words, {"lost", "lose", "missing", "stolen"})) return Intent::apply_lost;
  if (card && has(words, {"damaged", "broken", "broke", "cracked", "torn"})) return Intent::apply_damaged;
  if (has(words, {"human", "officer", "agent", "someone", "person"}) && has(words, {"talk", "speak", "ask", "need", "want"})) return Intent::talk_to_human;
  if (has(words, {"cost", "fee", "price"}) || (has(words, {"how"}) && has(words, {"much"}))) return Intent::fee;
  if (has(words, {"when", "where"}) && card && has(words, {"my"})) return Intent::status;
  if (has(words, {"requirements", "documents"})) return Intent::requirements;
  return std::nullopt;
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

std::vector<std::uint32_t> features_of(std::string_view text) {
  std::vector<std::uint32_t> found;
  const auto words = words_of(text.substr(0, 2000));  // A story longer than that says nothing new.
  std::string line = " ";
  for (std::size_t i = 0; i < words.size(); ++i) {
    found.push_back(bucket_of('w', words[i]));
    if (i > 0) found.push_back(bucket_of('p', words[i - 1] + " " + words[i]));
    line += words[i] + " ";
  }
  found.push_back(bucket_of('n', words.size() <= 2 ? "short" : words.size() <= 8 ? "middle" : "long"));
  for (std::size_t size = 3; size <= 5; ++size)
    for (std::size_t at = 0; at + size <= line.size(); ++at) found.push_back(bucket_of(static_cast<char>('0' + size), line.substr(at, size)));
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::optional<Intent> by_rule(std::string_view text) {
  const auto words = words_of(text.substr(0, 2000));
  const auto plain = plain_words(text.substr(0, 2000));
  if (plain == "stop" || plain == "berhenti" || plain == "unsubscribe") return Intent::stop_consent;
  if (tells_of_levy(words, plain)) return Intent::levy_report;
  if (begins(words, {"kecewa", "kuciwa", "komplain", "jutek", "dibentak"})) return Intent::complaint;
  return in_english(words);
}

std::optional<Understanding> Understanding::read(ByteView bytes) {
  const std::size_t head = form.size() + 2 * intents_count * sizeof(float);
  if (bytes.size() != head + std::size_t{buckets_count} * intents_count || !bytes.starts_with(form)) return std::nullopt;
  Understanding model;
  std::memcpy(model.scale_.data(), bytes.data() + form.size(), sizeof model.scale_);
  std::memcpy(model.bias_.data(), bytes.data() + form.size() + sizeof model.scale_, sizeof model.bias_);
  model.weights_.resize(bytes.size() - head);
  std::memcpy(model.weights_.data(), bytes.data() + head, model.weights_.size());
  return model;
}

Understanding Understanding::embedded() {
  const auto file = find_embedded("assets/understanding.bin");
  ensure(file.has_value(), "the weights of the understanding travel inside the program");
  auto model = read(file->bytes);
  ensure(model.has_value(), "the weights of the understanding have their form");
  return *std::move(model);
}

Guess Understanding::recognise(std::string_view text) const {
  if (const auto rule = by_rule(text)) return {*rule, 1.0};
  const auto features = features_of(text);
  std::array<int, intents_count> sum{};
  for (const auto bucket : features) {
    const auto* row = &weights_[std::size_t{bucket} * intents_count];
    for (std::size_t i = 0; i < intents_count; ++i) sum[i] += row[i];
  }
  // Each text weighs the same, however long it is.
  const float length = 1.0F / std::sqrt(static_cast<float>(std::max<std::size_t>(1, features.size())));
  std::array<float, intents_count> score{};
  for (std::size_t i = 0; i < intents_count; ++i) score[i] = bias_[i] + scale_[i] * static_cast<float>(sum[i]) * length;
  const auto best = std::max_element(score.begin(), score.end());
  double all = 0;
  for (const auto s : score) all += std::exp(static_cast<double>(s - *best));
  return {static_cast<Intent>(best - score.begin()), 1.0 / all};
}

}  // namespace opak::intake
