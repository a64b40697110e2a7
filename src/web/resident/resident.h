// The residents' screens. One file a screen; this header is their table of contents.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "law/service.h"
#include "office/apply_for.h"
#include "web/page.h"

namespace opak::web {

// W1 and the plain pages behind the foot's links.
Reply home(Site&, const Visitor&, const Request&, Boards&);
Reply help_page(Site&, const Visitor&, const Request&, Boards&);
Reply own_data_page(Site&, const Visitor&, const Request&, Boards&);
Reply complaint_page(Site&, const Visitor&, const Request&, Boards&);
Reply transparency_page(Site&, const Visitor&, const Request&, Boards&);
Reply health(Site&, const Visitor&, const Request&, Boards&);
Reply metrics(Site&, const Visitor&, const Request&, Boards&);
Reply robots(Site&, const Visitor&, const Request&, Boards&);
Reply kept_lists_script(Site&, const Visitor&, const Request&, Boards&);

// W2: which service, and what to have at hand.
Reply choose_service(Site&, const Visitor&, const Request&, Boards&);
Reply before_start(Site&, const Visitor&, const Request&, Boards&);

// A number confirmed by code: W3's first page, and the door to W10.
Reply ask_number(Site&, const Visitor&, const Request&, Boards&);
Reply send_code(Site&, const Visitor&, const Request&, Boards&);
Reply ask_code(Site&, const Visitor&, const Request&, Boards&);
Reply check_code_page(Site&, const Visitor&, const Request&, Boards&);
Reply send_code_again(Site&, const Visitor&, const Request&, Boards&);
Reply leave(Site&, const Visitor&, const Request&, Boards&);

// W3 to W5: the pages of a service, as its file says.
Reply first_page(Site&, const Visitor&, const Request&, Boards&);
Reply begin(Site&, const Visitor&, const Request&, Boards&);
Reply draft_page(Site&, const Visitor&, const Request&, Boards&);
Reply save_draft_page(Site&, const Visitor&, const Request&, Boards&);
Reply paper_page(Site&, const Visitor&, const Request&, Boards&);
Reply save_paper_page(Site&, const Visitor&, const Request&, Boards&);
Reply remove_paper_page(Site&, const Visitor&, const Request&, Boards&);
Reply own_photo(Site&, const Visitor&, const Request&, Boards&);
Reply drafts(Site&, const Visitor&, const Request&, Boards&);  // W10
Reply delete_draft_page(Site&, const Visitor&, const Request&, Boards&);

// W6 to W9: after it was sent.
Reply sent(Site&, const Visitor&, const Request&, Boards&);
Reply receipt_sheet(Site&, const Visitor&, const Request&, Boards&);
Reply receipt_proof(Site&, const Visitor&, const Request&, Boards&);
Reply calendar_file(Site&, const Visitor&, const Request&, Boards&);
Reply track(Site&, const Visitor&, const Request&, Boards&);
Reply find_by_number(Site&, const Visitor&, const Request&, Boards&);
Reply status_by_number(Site&, const Visitor&, const Request&, Boards&);
Reply status_by_link(Site&, const Visitor&, const Request&, Boards&);
Reply stream_by_number(Site&, const Visitor&, const Request&, Boards&);
Reply stream_by_link(Site&, const Visitor&, const Request&, Boards&);
Reply repair(Site&, const Visitor&, const Request&, Boards&);
Reply send_repair(Site&, const Visitor&, const Request&, Boards&);
Reply address(Site&, const Visitor&, const Request&, Boards&);
Reply save_address(Site&, const Visitor&, const Request&, Boards&);
Reply schedule(Site&, const Visitor&, const Request&, Boards&);
Reply save_schedule(Site&, const Visitor&, const Request&, Boards&);
Reply not_home(Site&, const Visitor&, const Request&, Boards&);  // not_home.cc
Reply say_not_home(Site&, const Visitor&, const Request&, Boards&);
Reply home_again(Site&, const Visitor&, const Request&, Boards&);
Reply say_home_again(Site&, const Visitor&, const Request&, Boards&);
Reply tell_by_page(Site&, const Visitor&, const Request&, Boards&);  // tell_by.cc
Reply save_tell_by(Site&, const Visitor&, const Request&, Boards&);
Reply confirm_pickup(Site&, const Visitor&, const Request&, Boards&);
Reply save_pickup(Site&, const Visitor&, const Request&, Boards&);
Reply confirm_withdraw(Site&, const Visitor&, const Request&, Boards&);
Reply save_withdraw(Site&, const Visitor&, const Request&, Boards&);
Reply door_photo(Site&, const Visitor&, const Request&, Boards&);  // GET: what the courier found.
Reply not_received(Site&, const Visitor&, const Request&, Boards&);
Reply rating(Site&, const Visitor&, const Request&, Boards&);
Reply save_rating(Site&, const Visitor&, const Request&, Boards&);
Reply save_not_received(Site&, const Visitor&, const Request&, Boards&);
Reply alarm(Site&, const Visitor&, const Request&, Boards&);       // "Bukan saya": a filing in one's name.
Reply raise_alarm(Site&, const Visitor&, const Request&, Boards&);

// The public record.
Reply log_file(Site&, const Visitor&, const Request&, Boards&);
Reply check_record(Site&, const Visitor&, const Request&, Boards&);
Reply check_receipt(Site&, const Visitor&, const Request&, Boards&);

// ---- Shared by these pages

// The case behind "/s/<id>/<token>/...": none if the token is not that case's.
bool is_link_of_case(Site& site, const Request& request);  // "/s/<id>/<token>": the token is that case's.
std::optional<views::Case> case_of_link(Site& site, Boards& boards, const Request& request);
std::string link_of(const Request& request);  // "/s/<id>/<token>"
std::string whole_address(const Site& site, std::string_view path);  // With the public address in front, for sharing.

std::string shared_words(const Site& site, const Speech& say, const std::string& number);  // For others: never the secret link.
std::string region_words(const Site& site, std::string_view code);  // "Kelurahan Unyur, Kecamatan Serang"
void region_select(Page& page, std::string_view name, std::string_view label, std::string_view hint, std::string_view chosen, std::string_view wrong);
std::string paper_title(const Site& site, const Speech& say, std::string_view service, std::string_view paper);
std::string service_title(const Site& site, const Speech& say, std::string_view service);

office::Asked asked_by(const Visitor& visitor, const Request& request);
Response with_headers(Response response, net::Headers more);

// Today's blangko: none if no day was ever opened.
std::optional<views::StockDay> stock_now(const Site& site, Boards& boards);
// The day a complete application made now should be in the hand: the promise, or none while there is no blangko.
std::optional<Day> honest_day(const Site& site, Boards& boards);

}  // namespace opak::web
