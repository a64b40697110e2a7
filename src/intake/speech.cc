#include "intake/speech.h"

#include <algorithm>
#include <set>
#include <string>

#include "base/text.h"

namespace opak::intake {
namespace {

// Everyday words that stand in neither Indonesian nor the other language. Of `telling` ones a single word is enough; of the others two, for
// they are also names, or borrowed ("hatur nuhun", "matur suwun").
struct Words {
  std::initializer_list<std::string_view> telling, others;
};

const Words sundanese = {
    {"anjeun", "anjeunna", "ayeuna", "dianteurkeun", "dongkap", "engke", "euweuh", "hapunten", "hoyong", "iraha", "kaleungitan", "keneh", "kumaha", "kunaon", "kuring", "leungit", "naha", "naon", "naroskeun",
     "ngabantosan", "nganteurkeun", "ngantosan", "ngintun", "nyuhunkeun", "parantos", "ruksak", "sabaraha", "sareng", "seueur", "upami", "waragad"},
    {"abdi", "acan", "aos", "artos", "atos", "atuh", "aya", "bade", "badé", "bantosanna", "barudak", "batur", "bumi", "caah", "cariosan", "ceuk", "cicing", "dibantosan", "didieu", "dieu", "digentos", "dinten", "dintenna", "ditaroskeun",
     "ditu", "enggal", "gaduh", "gancang", "geus", "geuning", "heula", "hilap", "ieu", "jelema", "jeung", "juruna", "kabawa", "kaduruk", "kamari", "kedah", "keur", "lami", "langkung", "lepat", "mah", "manawi", "margi",
     "masihan", "mayar", "menta", "mimitina", "mugi", "mugia", "muhun", "ngadamel", "ngaganti", "ngagantina", "ngurusna", "nuhun", "nuju", "nyarios", "palebah", "pami", "payuneun", "pisan", "punten", "rebu", "rek", "saeutik", "saha",
     "sanes", "saptu", "satuju", "seep", "sieun", "sumping", "tiasa", "teh", "teu", "tong", "tos", "ulah", "urang", "wae", "wengi"}};
const Words javanese = {
    {"boten", "dereng", "endi", "griya", "griye", "isun", "keprimen", "kepriben", "kesuwun", "kule", "kulo", "maning", "mawon", "mbayar", "menawi", "napa", "nggih", "niki", "niku", "ning", "njaluk", "nopo", "nyuwun", "ora", "ore", "pinten",
     "pire", "premen", "primen", "pripun", "pundi", "sakniki", "saniki", "saweg", "sinten", "tiyang", "uwis", "uwong", "wenten", "wis"},
    {"ajeng", "ampun", "ana", "anyar", "arep", "arta", "ayun", "benjing", "bise", "bojo", "criyos", "duwe", "ewu", "gawe", "gelem", "gelis", "jere", "kaliyan", "kangge", "kelalen", "kelebu", "kepanggih", "kien", "kite", "kudu", "lali",
     "liwat", "malih", "mangke", "mburine", "mendhet", "mlebet", "napik", "nggo", "ngantos", "ngapunten", "nyaluk", "pesen", "rawuh", "riki", "rong", "saiki", "saking", "sampun", "sapa", "sesuk", "sing", "suwun", "syarate",
     "telas", "temen", "teng", "tesih", "wau", "wingi", "wong", "yatra"}};

bool is_in(std::string_view word, const std::initializer_list<std::string_view>& words) { return std::find(words.begin(), words.end(), word) != words.end(); }

// A telling word counts as two.
int signs_of(const std::set<std::string>& words, const Words& of) {
  int signs = 0;
  for (const auto& word : words) signs += is_in(word, of.telling) ? 2 : is_in(word, of.others) ? 1 : 0;
  return signs;
}

}  // namespace

std::string_view speech_of(std::string_view text) {
  constexpr std::size_t looked_at = 600;
  constexpr int enough = 2;
  std::set<std::string> words;
  for (const auto& raw : split(one_spaced(lower_ascii(std::string(text.substr(0, looked_at)))), ' ')) {
    std::string word;
    for (const char c : raw)
      if ((c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80) word += c;
    words.insert(word);
  }
  const int su = signs_of(words, sundanese), jv = signs_of(words, javanese);
  if (su >= enough && su > 2 * jv) return "su";
  if (jv >= enough && jv > 2 * su) return "jv";
  return "";
}

}  // namespace opak::intake
