#include "catalogue/check.h"

#include <gmock/gmock.h>

#include "catalogue/catalogue.h"
#include "catalogue/toml_letters.h"

namespace opak::catalogue {
namespace {

using testing::Contains;
using testing::IsEmpty;

// The smallest whole catalogue: one service of one question, one city of one kelurahan.
const std::string service_text = R"(key = "small"
slug = "kecil"
family = "ktp"
version = "1"
valid_from = 2026-11-01
title = "s"
summary = "s"
fee_rupiah = 0
[[legal_base]]
law = "UU 24/2013"
says = "s"
[standard]
requirements = "s"
procedure = "s"
duration = "s"
fee = "s"
product = "s"
complaints = "s"
legal_base = "s"
facilities = "s"
competence = "s"
supervision = "s"
staff = "s"
service_promise = "s"
safety = "s"
evaluation = "s"
[[page]]
key = "nomor"
kind = "questions"
title = "s"
[[page]]
key = "periksa"
kind = "check"
title = "s"
[[question]]
key = "phone"
kind = "phone"
page = "nomor"
title = "s"
[[stage]]
key = "review"
step = "review"
title = "s"
working_days = 1
next = ["pick_up"]
[[stage]]
key = "pick_up"
step = "pick_up"
title = "s"
working_days = 1
[[clock]]
key = "promise"
from = "complete"
working_days = 3
[[lane]]
key = "ordinary"
title = "s"
[[return_reason]]
key = "unclear"
title = "s"
text = "s"
[[rejection_reason]]
key = "not_resident"
title = "s"
text = "s"
rule = "Perpres 96/2018"
[[notice]]
on = "submitted"
text = "s"
)";

const std::string city_text = R"(code = "36.73"
name = "Kota"
services = ["small"]
stock_public_at = 08:00:00
[office]
name = "Dinas"
short = "Dinas"
address = "Jalan"
whatsapp = "+62 812 0000 3673"
email = "a@b.example"
lat = -6.1
lon = 106.1
[hours]
monday = { opens = 08:00:00, closes = 15:00:00 }
[[pick_up_place]]
key = "office"
name = "Loket"
address = "Jalan"
kelurahan = "36.73.01.1001"
[[source]]
key = "register"
connected = true
answers = ["birth_day"]
[settings]
couriers = 4
)";

const std::string holidays_text = R"(year = 2026
source = "SKB"
version = "1"
[[holiday]]
day = 2026-01-01
name = "Tahun Baru"
)";

const std::string notices_text = R"([quiet]
from = 20:00:00
until = 07:00:00
[calls]
tries = 3
again_after_minutes = 180
[limits]
a_second = 80
person_seconds = 6
person_burst = 10
[cost]
whatsapp_free_a_month = 1000
whatsapp_service_rupiah = 1
whatsapp_template_rupiah = 1
sms_part_rupiah = 1
email_rupiah = 0
[[ladder]]
key = "act"
at_night = "none"
notices = []
end = "call"
person_within_hours = 24
way = [ { by = "whatsapp", wait_minutes = 60 }, { by = "sms", wait_minutes = 60 } ]
)";

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::vector<SourceFile> sources(const std::string& service, const std::string& city = city_text) {
  return {{"services/small.toml", service},
          {"cities/36.73/city.toml", city},
          {"cities/36.73/regions.csv", "code,kecamatan,kelurahan,lat,lon,col,row\n36.73.01.1001,Serang,Serang,-6.1,106.1,3,5\n"},
          {"cities/36.73/holidays-2026.toml", holidays_text},
          {"translations/id/a.json", "{\n  \"s\": \"kata {nomor}\"\n}"},
          {"translations/en/a.json", "{\n  \"s\": \"word {nomor}\"\n}"},
          {"cities/36.73/notices.toml", notices_text}};
}

std::vector<std::string> lines(const std::vector<SourceFile>& files) {
  std::vector<std::string> out;
  for (const auto& problem : check(files)) out.push_back(to_line(problem));
  return out;
}

std::vector<std::string> lines_with(const std::string& from, const std::string& to) { return lines(sources(with(service_text, from, to))); }

std::string line(const std::string& what, const std::string& said) {
  const auto at = service_text.find(what);
  return "services/small.toml:" + std::to_string(line_at(service_text, at)) + ": " + said;
}

TEST(Check, FindsNothingWrongWithASoundCatalogue) { EXPECT_THAT(lines(sources(service_text)), IsEmpty()); }

// Fuzzing found that toml++ ended the program over this.
TEST(Check, NamesABracketThatIsFollowedByNothing) {
  for (const auto* text : {"[\n", "[[\n\"a\"", "[ \n= 1"}) EXPECT_FALSE(lines(sources(text)).empty()) << text;
}

// Fuzzing found that toml++ is in no defined state over an é where a key or a blank should stand.
TEST(Check, NamesALetterOutsideQuotesAndTakesItWithin) {
  EXPECT_EQ(strange_letter_outside_quotes("a = 1\n\nb = 2 é\n"), 3);
  EXPECT_EQ(strange_letter_outside_quotes("café = 1"), 1);
  EXPECT_EQ(strange_letter_outside_quotes("a = \"\"\"x \\\n  é\"\"\""), 2) << "toml++ looks at it there too";
  EXPECT_EQ(strange_letter_outside_quotes("a = 'it\\'é"), 1) << "no escapes between single quotes";
  for (const auto* text : {"", "\xEF\xBB\xBF" "a = 1", "# é\na = \"é\" # é", "a = 'é'", "a = \"\\\"é\"", "a = \"\"\"\né \"\" é\"\"\"\"\"\nb = 1", "a = '''\n\\\né'''"})
    EXPECT_FALSE(strange_letter_outside_quotes(text)) << text;
  EXPECT_THAT(lines(sources("café = 1")), Contains("services/small.toml:1: a letter beyond ASCII stands outside quotes"));
}

TEST(Check, NamesAnUnknownStep) {
  EXPECT_THAT(lines_with("step = \"review\"", "step = \"revue\""), Contains(line("step = \"review\"", "unknown step \"revue\"")));
}

TEST(Check, NamesAnUnreachableStage) {
  EXPECT_THAT(lines_with("[[clock]]", "[[stage]]\nkey = \"attic\"\nstep = \"deliver\"\ntitle = \"s\"\nworking_days = 1\n[[clock]]"),
              Contains(line("[[clock]]", "unreachable: no way leads to stage \"attic\"")));
}

TEST(Check, NamesADeadEnd) {
  EXPECT_THAT(lines_with("next = [\"pick_up\"]", "next = []"),
              Contains(line("[[stage]]", "dead end: no way leads on from stage \"review\"")));
}

TEST(Check, NamesAStageThatGoesRoundForEver) {
  EXPECT_THAT(lines_with("next = [\"pick_up\"]", "next = [\"review\"]"),
              Contains(line("[[stage]]", "dead end: stage \"review\" goes round and never hands over")));
}

TEST(Check, NamesAWayToNowhere) {
  EXPECT_THAT(lines_with("next = [\"pick_up\"]", "next = [\"pick_up\", \"moon\"]"),
              Contains(line("[[stage]]", "stage \"review\" leads to unknown stage \"moon\"")));
}

TEST(Check, NamesAMissingTranslation) {
  EXPECT_THAT(lines_with("summary = \"s\"", "summary = \"t\""), Contains(line("summary = \"s\"", "no sentence t in id")));
  EXPECT_THAT(lines_with("summary = \"s\"", "summary = \"t\""), Contains(line("summary = \"s\"", "no sentence t in en")));
}

TEST(Check, NamesAQuestionThatASourceAlreadyAnswers) {
  EXPECT_THAT(lines_with("[[stage]]", "[[question]]\nkey = \"birth_day\"\nkind = \"date\"\npage = \"nomor\"\ntitle = \"s\"\n[[stage]]"),
              Contains(line("[[stage]]", "question \"birth_day\" is already answered by register in 36.73")));
  EXPECT_THAT(lines_with("kind = \"phone\"", "kind = \"phone\"\nanswered_by = \"register\""),
              Contains(line("[[question]]", "question \"phone\" is already answered by register in 36.73")));
}

TEST(Check, LetsAQuestionBeAskedWhileItsSourceIsNotConnected) {
  const auto city = with(city_text, "connected = true", "connected = false");
  EXPECT_THAT(lines(sources(with(service_text, "kind = \"phone\"", "kind = \"phone\"\nanswered_by = \"register\""), city)), IsEmpty());
  EXPECT_THAT(lines(sources(with(service_text, "kind = \"phone\"", "kind = \"phone\"\nanswered_by = \"oracle\""), city)),
              Contains(line("[[question]]", "question \"phone\" names unknown source \"oracle\"")));
}

TEST(Check, NamesAConditionOnAnUnknownQuestion) {
  EXPECT_THAT(lines_with("kind = \"phone\"", "kind = \"phone\"\nwhen = { mood = \"good\" }"),
              Contains(line("[[question]]", "condition on unknown question \"mood\"")));
}

TEST(Check, NamesAConditionOnAnAnswerNobodyCanGive) {
  const std::string choice = "[[question]]\nkey = \"way\"\nkind = \"choice\"\npage = \"nomor\"\ntitle = \"s\"\noption = [{ key = \"home\", title = \"s\" }]\n"
                             "[[question]]\nkey = \"street\"\nkind = \"address\"\npage = \"nomor\"\ntitle = \"s\"\nwhen = { way = \"moon\" }\n[[stage]]";
  const auto at = line_at(service_text, service_text.find("[[stage]]")) + 6;
  EXPECT_THAT(lines_with("[[stage]]", choice),
              Contains("services/small.toml:" + std::to_string(at) + ": condition on unknown answer \"moon\" of \"way\""));
}

TEST(Check, NamesAMissingPartOfTheStandard) {
  EXPECT_THAT(lines_with("safety = \"s\"\n", ""), Contains(line("[standard]", "\"safety\" is missing")));
}

TEST(Check, NamesAKeyThatStandsTwice) {
  EXPECT_THAT(lines_with("[[stage]]", "[[question]]\nkey = \"phone\"\nkind = \"phone\"\npage = \"nomor\"\ntitle = \"s\"\n[[stage]]"),
              Contains(line("[[stage]]", "question \"phone\" is there twice, first in line " +
                                             std::to_string(line_at(service_text, service_text.find("[[question]]"))))));
}

TEST(Check, NamesAWordThatStandsTwiceInATable) {
  const auto found = lines_with("slug = \"kecil\"", "slug = \"kecil\"\nslug = \"besar\"");
  ASSERT_FALSE(found.empty());
  EXPECT_THAT(found.back(), testing::StartsWith("services/small.toml:3: "));
}

TEST(Check, NamesAValueOfAnotherKind) {
  EXPECT_THAT(lines_with("fee_rupiah = 0", "fee_rupiah = \"nothing\""), Contains(line("fee_rupiah", "\"fee_rupiah\" must be a whole number")));
  EXPECT_THAT(lines_with("valid_from = 2026-11-01", "valid_from = \"soon\""),
              Contains(line("valid_from", "\"valid_from\" must be a day, as 2026-11-23")));
  EXPECT_THAT(lines_with("kind = \"phone\"", "kind = \"fax\""), Contains(line("kind = \"phone\"", "unknown kind of question \"fax\"")));
}

TEST(Check, NamesAWordItDoesNotKnow) {
  EXPECT_THAT(lines_with("fee_rupiah = 0", "fee_rupiah = 0\nfee_dollar = 1"), Contains("services/small.toml:9: unknown word \"fee_dollar\""));
}

TEST(Check, NamesAMissingWord) { EXPECT_THAT(lines_with("slug = \"kecil\"\n", ""), Contains("services/small.toml:1: \"slug\" is missing")); }

TEST(Check, NamesABadClock) {
  EXPECT_THAT(lines_with("working_days = 3", "working_days = 0"),
              Contains(line("[[clock]]", "bad clock: working_days of \"promise\" must be from 1 to 60")));
  EXPECT_THAT(lines_with("from = \"complete\"", "from = \"christmas\""),
              Contains(line("[[clock]]", "bad clock: \"promise\" must start from submitted, complete, returned or saved")));
  EXPECT_THAT(lines_with("working_days = 3", "working_days = 1"),
              Contains(line("[[clock]]", "bad clock: the stages take 2 working days, the promise is 1")));
  EXPECT_THAT(lines_with("key = \"promise\"", "key = \"hope\""), Contains("services/small.toml: bad clock: there is no clock \"promise\""));
}

TEST(Check, NamesAReturnThatAsksWhatWasNeverAsked) {
  const auto found = lines_with("[[return_reason]]\nkey = \"unclear\"\n", "[[return_reason]]\nkey = \"unclear\"\nasks = [\"shoe_size\"]\n");
  EXPECT_THAT(found, Contains(testing::HasSubstr("return reason \"unclear\" asks unknown question \"shoe_size\"")));
}

TEST(Check, WantsARuleForEachRejection) {
  EXPECT_THAT(lines_with("rule = \"Perpres 96/2018\"\n", ""), Contains(line("[[rejection_reason]]", "\"rule\" is missing")));
}

TEST(Check, NamesSentencesThatTheLanguagesDoNotShare) {
  auto files = sources(service_text);
  files.push_back({"translations/id/b.json", "{\n  \"only.id\": \"satu\",\n  \"s\": \"lagi\"\n}"});
  files.push_back({"translations/su/b.json", "{\n  \"only.su\": \"hiji\",\n\n  \"s\": \"kecap\"\n}"});
  EXPECT_THAT(lines(files), testing::UnorderedElementsAre("translations/id/b.json:2: no sentence only.id in en",
                                                          "translations/id/b.json:3: sentence s is in another file of this language too",
                                                          "translations/su/b.json:2: no sentence only.su in id",
                                                          "translations/su/b.json:4: sentence s has other placeholders than in id"));
}

TEST(Check, NamesAHolidayOfAnotherYearOrTwice) {
  auto files = sources(service_text);
  files[3].bytes += "[[holiday]]\nday = 2027-01-01\nname = \"x\"\n[[holiday]]\nday = 2026-01-01\nname = \"y\"\n";
  EXPECT_THAT(lines(files), testing::ElementsAre("cities/36.73/holidays-2026.toml:7: the day is not in 2026",
                                                 "cities/36.73/holidays-2026.toml:10: 2026-01-01 is there twice"));
}

TEST(Check, NamesABrokenLineOfRegions) {
  auto files = sources(service_text);
  files[2].bytes += "36.73.01.1001,Serang,Serang,-6.1,106.1,3,5\n36.74.01.1001,X,Y,1,2,3,4\nnonsense\n";
  EXPECT_THAT(lines(files), testing::ElementsAre("cities/36.73/regions.csv:3: code 36.73.01.1001 is there twice",
                                                 "cities/36.73/regions.csv:4: code 36.74.01.1001 is not of this city",
                                                 "cities/36.73/regions.csv:5: not code,kecamatan,kelurahan,lat,lon,col,row"));
}

std::vector<std::string> lines_of_notices(const std::string& from, const std::string& to) {
  auto files = sources(service_text);
  files.back().bytes = with(notices_text, from, to);
  return lines(files);
}

TEST(Check, WantsAWayAndAnEndForEachNotice) {
  const std::string file = "cities/36.73/notices.toml";
  EXPECT_THAT(lines_of_notices("\"sms\"", "\"fax\""), Contains(file + ":23: unknown way \"fax\""));
  EXPECT_THAT(lines_of_notices("\"sms\"", "\"whatsapp\""), Contains(file + ":23: \"whatsapp\" stands twice on the ladder"));
  EXPECT_THAT(lines_of_notices("{ by = \"sms\", wait_minutes = 60 }", "{ by = \"sms\", wait_minutes = 0 }"), Contains(file + ":23: each way is given at least a minute"));
  EXPECT_THAT(lines_of_notices("end = \"call\"", "end = \"hope\""), Contains(file + ":21: end is \"call\", \"slip\" or \"none\""));
  EXPECT_THAT(lines_of_notices("at_night = \"none\"", "at_night = \"loud\""), Contains(file + ":19: at_night is \"none\", \"first\" or \"all\""));
  EXPECT_THAT(lines_of_notices("person_within_hours = 24\n", ""), Contains(file + ":17: \"person_within_hours\" is missing"));
  EXPECT_THAT(lines_of_notices("notices = []", "notices = [\"gossip\"]"), Contains(file + ": there is no notice \"gossip\""));
  EXPECT_THAT(lines_of_notices("tries = 3", "tries = 0"), Contains(file + ":5: \"tries\" is at least 1"));
  auto files = sources(service_text);
  files.push_back({"translations/id/n.json", "{\n  \"notice.printed\": \"a\",\n  \"notice.printed.why\": \"b\",\n  \"notice.chat\": \"c\"\n}"});
  files.push_back({"translations/en/n.json", "{\n  \"notice.printed\": \"a\",\n  \"notice.printed.why\": \"b\",\n  \"notice.chat\": \"c\"\n}"});
  EXPECT_THAT(lines(files), testing::ElementsAre(file + ": notice \"printed\" stands on no ladder"));
  files = sources(service_text);
  files.pop_back();
  EXPECT_THAT(lines(files), testing::ElementsAre(file + ": the ways of notices are missing"));
}

TEST(NoticeWays, KeepTheNightQuiet) {
  const auto ways = Catalogue::embedded().city().notices;
  const auto day = *day_of(2026, 11, 23);
  EXPECT_EQ(ways.after_quiet(moment_in_jakarta(day, 19, 59)), moment_in_jakarta(day, 19, 59));
  EXPECT_EQ(ways.after_quiet(moment_in_jakarta(day, 20)), moment_in_jakarta(day + 1, 7));
  EXPECT_EQ(ways.after_quiet(moment_in_jakarta(day, 6, 59)), moment_in_jakarta(day, 7));
  EXPECT_EQ(ways.after_quiet(moment_in_jakarta(day, 7)), moment_in_jakarta(day, 7));
  const auto night = moment_in_jakarta(day, 23);
  EXPECT_EQ(ways.may_ring(night, *ways.find("on_the_road"), 1), night);
  EXPECT_EQ(ways.may_ring(night, *ways.find("filed_in_your_name"), 0), night);
  EXPECT_EQ(ways.may_ring(night, *ways.find("filed_in_your_name"), 1), moment_in_jakarta(day + 1, 7));
  EXPECT_EQ(ways.may_ring(night, *ways.find("returned"), 0), moment_in_jakarta(day + 1, 7));
  EXPECT_EQ(ways.find("chat"), nullptr);
}

TEST(Check, NamesAServiceThatIsNotThere) {
  const auto city = with(city_text, "\"small\"", "\"small\", \"moon\"");
  EXPECT_THAT(lines(sources(service_text, city)), Contains("cities/36.73/city.toml: offers unknown service \"moon\""));
}

TEST(Check, SurvivesFilesThatAreNoText) {
  auto files = sources(service_text);
  files[0].bytes = std::string("\xFF\x00[[[", 5);
  files[4].bytes = "{";
  EXPECT_FALSE(check(files).empty());
}

}  // namespace
}  // namespace opak::catalogue
