#include <algorithm>
#include <atomic>
#include <ostream>

#include "base/json.h"
#include "base/log.h"
#include "channels/message_writer.h"
#include "commands/catalogue_of.h"
#include "commands/channels.h"
#include "commands/city.h"
#include "commands/example_city.h"
#include "commands/example_papers.h"
#include "commands/open_doors.h"
#include "commands/pretend_phones.h"
#include "commands/words.h"
#include "net/outgoing.h"
#include "paper/process_child.h"
#include "web/demo/stage.h"

namespace opak::commands {
namespace {

// Every message that goes out is on the phone at once.
class RingingOutgoing : public Outgoing {
 public:
  explicit RingingOutgoing(Outgoing& outgoing) : outgoing_(outgoing) {}
  Result<OutgoingResponse> send(const OutgoingRequest& request) override {
    auto answer = outgoing_.send(request);
    auto* site = site_.load();
    if (site == nullptr || request.method != "POST") return answer;
    const auto message = parse_json(request.body);
    if (!message) return answer;
    const auto to = (*message)["to"].text().empty() ? (*message)["recipient"].text() : (*message)["to"].text();
    if (phones_ != nullptr && !phones_->look(std::string(to))) return answer;
    web::phone_rang(*site, to);
    return answer;
  }
  void ring_at(web::Site& site, PretendMetaProcess& phones) {
    phones_ = &phones;
    site_ = &site;
  }

 private:
  Outgoing& outgoing_;
  PretendMetaProcess* phones_ = nullptr;
  std::atomic<web::Site*> site_ = nullptr;
};

// The invented people whom a visitor may be, with what they would answer.
Result<std::vector<web::DemoPerson>> people_to_be(Child& reader, const law::Regions& regions) {
  std::vector<web::DemoPerson> people;
  for (const auto* label : {"lost_card", "damaged_card", "grandmother", "name_differs", "old_serang_nik"}) {
    const auto& who = registry::demo_resident(label);
    auto papers = draw_papers_of(reader, written_on_papers_of(regions, who));
    if (!papers) return tl::unexpected(papers.error());
    people.push_back({label, who.typed_name.empty() ? who.name : who.typed_name, who.nik, who.kk, who.kelurahan, who.street, who.rt, who.rw, std::move(papers->loss_letter), std::move(papers->family_card)});
  }
  return people;
}

// A template as a real phone shows it: its sentence, filled in. "opak_submitted" is "notice.submitted".
std::string template_words(const catalogue::Sentences& sentences, const std::string& name, const std::string& language, const std::vector<std::string>& values) {
  const auto lang = catalogue::lang_of(language).value_or(catalogue::Lang::id);
  const auto key = "notice." + name.substr(std::min(name.size(), std::string_view("opak_").size()));
  Words words;
  for (const auto& placeholder : channels::placeholders_in_order(sentences.text(lang, key)))
    if (words.size() < values.size()) words.emplace_back(placeholder, values[words.size()]);
  return sentences.say(lang, key, words);
}

// http on this machine: a browser would not keep a cookie that wants https.
Settings demo_settings(Settings settings) {
  settings.secure_cookies = false;
  settings.population = "example";
  return settings;
}

}  // namespace

Exit demo(const Told& told, Beginning beginning, Terminal& terminal) {
  const auto settings = demo_settings(told.settings);
  if (!is_loopback(settings.address)) {
    terminal.err << "opak: the demo lets anyone sign in; it listens on this machine only (server.address = \"127.0.0.1\")\n";
    return Exit::wrong_use;
  }
  hold_signals();
  auto folder = DataFolder::open(told.data, beginning == Beginning::take_over ? DataFolder::For::take_over : DataFolder::For::work);
  if (!folder) return say_failure(terminal, folder.error());
  const auto is_whole = has_example_city(**folder);
  if (!is_whole) return say_failure(terminal, is_whole.error());
  auto catalogue = catalogue_of(settings);
  if (!catalogue) return say_failure(terminal, catalogue.error());
  auto population = registry::ExampleRegister::open((*folder)->file("register-example.db"));
  if (!population) return say_failure(terminal, population.error());
  paper::ProcessChild reader(paper::reader_beside_this_program(), 3);  // Two clean photos, and one reads papers.
  SystemClock clock;
  if (!*is_whole) {
    if (auto held = (*folder)->hold(0); !held) return say_failure(terminal, held.error());
    terminal.out << "Filling the example city; this happens once and takes less than a minute." << std::endl;
    if (auto filled = fill_example_city(**folder, *catalogue, settings, **population, reader, clock.now()); !filled) return say_failure(terminal, filled.error());
  }
  auto papers = draw_example_papers(reader);
  if (!papers) return say_failure(terminal, papers.error());
  auto people = people_to_be(reader, catalogue->city().regions);
  if (!people) return say_failure(terminal, people.error());

  net::CurlOutgoing to_meta;
  PretendMetaProcess meta(to_meta, (*folder)->file("pretend-phones.json"), [&catalogue](const std::string& name, const std::string& language, const std::vector<std::string>& values) {
    return template_words(catalogue->sentences(), name, language, values);
  });
  RingingOutgoing outgoing(to_meta);
  web::DemoStage stage{.phones = meta, .people = std::move(*people), .password = example_password, .blurred = std::move(papers->blurred)};
  return keep_open(
      **folder, told, beginning, terminal,
      [&] {
        auto city = RunningCity::open({**folder, *catalogue, **population, outgoing, reader, settings, true, pretend_messengers(meta, outgoing)});
        if (!city) return city;
        (*city)->site().stage = &stage;
        outgoing.ring_at((*city)->site(), meta);
        return city;
      },
      [&](std::uint16_t port) {
        if (const auto knocks = meta.knock_at(port); !knocks) log_error("the pretend WhatsApp does not know where to knock", {{"why", knocks.error().what}});
        terminal.out << "Opak Manis listens on http://127.0.0.1:" << port << "\n\n  Begin here:  http://localhost:" << port << "/demo\n  Its pretend WhatsApp: " << meta.settings().base_url << "\n\n" << std::flush;
      });
}

}  // namespace opak::commands
