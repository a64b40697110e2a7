// The counter where a card waits for who fetches it.
#include "base/text.h"
#include "office/counters.h"
#include "office/own_data.h"
#include "web/officer/hand_over_form.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {
namespace {

LaterPage show_counter(Site& site, const Visitor& visitor, std::string parcel, Trouble trouble) {
  Boards boards(site.office.reader());
  const auto found = boards.find_parcel(parcel);
  const auto item = found ? boards.find_case(found->state.application) : std::nullopt;
  if (!item) return LaterPage::ready(error_page(site, visitor, 404));
  return with_file(site, visitor, {item->id, "deliver"}, {.actor = visitor.actor(), .roles = visitor.officer->roles, .counter = visitor.counter()}, [&site, visitor, parcel, item, trouble](const office::FileOpened& file) {
    Page page(site, visitor, {.title = item->state.number, .has_errors = trouble.any(), .desk = "kotak"});
    page.html << "<main class=\"pane solo hand\" id=\"isi\"><a class=\"back\" href=\"/loket/ambil\">&larr; "_lit << page.say("glossary.back") << "</a>"_lit;
    error_box(page, trouble.wrongs);
    page.html << "<p class=\"step\">"_lit << item->state.number << " &middot; "_lit << page.say("o.pickup.title") << "</p><h1>"_lit << vault::field_of(file.person, "name") << "</h1>"_lit;
    summary_begin(page);
    summary_row(page, "NIK", masked_number(vault::field_of(file.person, "nik")));
    // "Family" is the one who was named, and nobody who merely says so.
    summary_row(page, Row{.question = page.say("glossary.recipient"), .answer = page.say("o.receiver." + item->state.receiver)});
    if (const auto named = vault::field_of(file.address, "receiver_name"); item->state.receiver != "self" && !is_empty(named))
      summary_row(page, page.say("o.field.receiver_name"), named);
    summary_end(page);
    if (const auto refusal = application::why_not(item->state, application::Act::record_delivery)) note(page, Tone::bad, page.say(*refusal));
    else letters_form(page, {.parcel = parcel, .action = "/loket/ambil/" + parcel, .back = "/loket/ambil", .run = {}}, item->state, trouble);
    page.html << "</main>"_lit;
    return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
  });
}

// What may be fetched at this counter of a kelurahan.
std::vector<views::Parcel> in_drawer(Boards& boards, std::string_view counter, std::string_view number_part, Day today) {
  auto parcels = office::drawer_of_counter(boards, counter, today).waiting;
  std::erase_if(parcels, [&](const views::Parcel& parcel) { return boards.number_of_parcel(parcel.id).find(number_part) == std::string::npos; });
  return parcels;
}

}  // namespace

Reply pickup_list(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.pickup.title")), .desk = "kotak"});
  const auto& say = page.say;
  solo_begin(page);
  page.heading(say("o.pickup.title"));
  done_note(page, request);
  const auto here = visitor.counter();
  if (const auto mine = boards.old_cards_at_counter(visitor.actor(), 100); !mine.empty()) {
    note(page, Tone::warn, say("o.old.mine", {{"n", std::to_string(mine.size())}}));
    acts_begin(page);
    link_button(page, here.empty() ? Href::fixed("/kartu-lama#laci") : Href::fixed("/tas#laci"), say("o.old.lay"));
    acts_end(page);
  }
  const auto search = upper_ascii(one_spaced(request.query_field("cari")));
  page.html << "<form role=\"search\" class=\"find\"><label class=\"vh\" for=\"cari\">"_lit << say("o.inbox.search") << "</label><input type=\"search\" id=\"cari\" name=\"cari\" value=\""_lit
            << search << "\" placeholder=\""_lit << say("o.inbox.search") << "\"><button class=\"btn alt\">"_lit << say("glossary.search") << "</button></form>"_lit;
  std::vector<LinkRow> rows;
  std::vector<std::string> words;
  std::size_t in_a_bag = 0;
  constexpr int shown = 100;  // Beyond that nobody looks through a list: the number is asked for.
  auto waiting = here.empty() ? boards.parcels_to_fetch(search, shown + 1) : in_drawer(boards, here, search, day_in_jakarta(visitor.now));
  const bool more = static_cast<int>(waiting.size()) > shown;
  if (more) waiting.resize(shown);
  words.reserve(waiting.size());
  for (const auto& parcel : waiting) {
    const auto item = boards.find_case(parcel.state.application);
    if (!item) continue;
    if (here.empty() && parcel.state.stage != delivery::ParcelStage::packed) {
      // Whoever asks for it at the counter hears where it is.
      note(page, Tone::info, say("o.pickup.in_bag", {{"nomor", item->state.number}}));
      ++in_a_bag;
      continue;
    }
    words.push_back(item->state.number + " · " + service_title(page, item->state) + (parcel.state.locked() ? " · " + std::string(say("o.pickup.locked")) : std::string()));
    rows.push_back({Href::local("/loket/ambil/" + parcel.id), words.back(), Icon::card});
  }
  // Who asks at the office for a card that lies elsewhere hears where.
  if (here.empty() && !search.empty())
    for (const auto& parcel : boards.parcels_away()) {
      const auto number = boards.number_of_parcel(parcel.id);
      if (number.find(search) == std::string::npos) continue;
      const auto* counter = site.catalogue.city().find_counter(parcel.state.counter);
      note(page, Tone::info, counter != nullptr ? say("o.pickup.at_counter", {{"nomor", number}, {"loket", counter->name}}) : std::string(say("o.pickup.in_bag_between", {{"nomor", number}})));
      ++in_a_bag;
    }
  if (rows.empty() && in_a_bag == 0) note(page, Tone::info, say(search.empty() ? "o.pickup.none" : "o.pickup.none_found"));
  else links(page, rows);
  if (more) page.hint(say("o.pickup.more", {{"n", std::to_string(shown)}}));
  solo_end(page);
  return page.done_staff();
}

Reply pickup_page(Site& site, const Visitor& visitor, const Request& request, Boards&) { return show_counter(site, visitor, request.matched[0], {}); }

Reply pickup_hand_over(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto& parcel = request.matched[0];
  return hand_over_at(site, visitor, request, boards, {.parcel = parcel, .action = "/loket/ambil/" + parcel, .back = "/loket/ambil", .run = {}},
                      [&site, visitor, parcel](Trouble trouble) { return show_counter(site, visitor, parcel, std::move(trouble)); });
}

}  // namespace opak::web::officer
