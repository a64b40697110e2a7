// Every page of the officers by name; routes.cc says where each stands and who may use it.
#pragma once

#include "web/site.h"

namespace opak::web::officer {

// sign_in.cc: A1
Reply sign_in_page(Site&, const Visitor&, const Request&, Boards&);
Reply sign_in(Site&, const Visitor&, const Request&, Boards&);
Reply sign_in_code(Site&, const Visitor&, const Request&, Boards&);
Reply sign_out(Site&, const Visitor&, const Request&, Boards&);
Reply second_factor_page(Site&, const Visitor&, const Request&, Boards&);
Reply begin_second_factor(Site&, const Visitor&, const Request&, Boards&);
Reply confirm_second_factor(Site&, const Visitor&, const Request&, Boards&);

// inbox.cc: O1
Reply inbox_page(Site&, const Visitor&, const Request&, Boards&);
Reply take_case(Site&, const Visitor&, const Request&, Boards&);
Reply give_back_case(Site&, const Visitor&, const Request&, Boards&);

// search_page.cc: O7 as far as an officer needs it to find a file
Reply search_page(Site&, const Visitor&, const Request&, Boards&);
Reply search(Site&, const Visitor&, const Request&, Boards&);

// bulk.cc: one act over several files, seen before it is done
Reply bulk_preview(Site&, const Visitor&, const Request&, Boards&);
Reply bulk_do(Site&, const Visitor&, const Request&, Boards&);

// talk_list.cc, talks.cc, talk_acts.cc, talks_bulk.cc: O2
Reply talks_page(Site&, const Visitor&, const Request&, Boards&);
Reply talks_bulk_preview(Site&, const Visitor&, const Request&, Boards&);
Reply talks_bulk_do(Site&, const Visitor&, const Request&, Boards&);
Reply take_talk(Site&, const Visitor&, const Request&, Boards&);
Reply pass_talk(Site&, const Visitor&, const Request&, Boards&);
Reply note_talk(Site&, const Visitor&, const Request&, Boards&);
Reply talk_sign(Site&, const Visitor&, const Request&, Boards&);
Reply talk_page(Site&, const Visitor&, const Request&, Boards&);
Reply talk_photo(Site&, const Visitor&, const Request&, Boards&);
Reply talk_voice(Site&, const Visitor&, const Request&, Boards&);
Reply answer_talk(Site&, const Visitor&, const Request&, Boards&);
Reply form_from_talk(Site&, const Visitor&, const Request&, Boards&);
Reply put_talk_away(Site&, const Visitor&, const Request&, Boards&);
Reply take_talk_back(Site&, const Visitor&, const Request&, Boards&);
Reply give_talk_to_machine(Site&, const Visitor&, const Request&, Boards&);

// canned_page.cc: O4
Reply canned_list(Site&, const Visitor&, const Request&, Boards&);
Reply canned_page(Site&, const Visitor&, const Request&, Boards&);
Reply save_canned(Site&, const Visitor&, const Request&, Boards&);
Reply remove_canned(Site&, const Visitor&, const Request&, Boards&);
Reply restore_canned(Site&, const Visitor&, const Request&, Boards&);
Reply restore_all_canned(Site&, const Visitor&, const Request&, Boards&);

// load_page.cc: O8
Reply load_page(Site&, const Visitor&, const Request&, Boards&);
Reply share_preview(Site&, const Visitor&, const Request&, Boards&);
Reply share_out(Site&, const Visitor&, const Request&, Boards&);
Reply free_preview(Site&, const Visitor&, const Request&, Boards&);
Reply free_work(Site&, const Visitor&, const Request&, Boards&);

// assisted.cc
Reply assisted_page(Site&, const Visitor&, const Request&, Boards&);
Reply begin_assisted(Site&, const Visitor&, const Request&, Boards&);
Reply assisted_papers_page(Site&, const Visitor&, const Request&, Boards&);
Reply photo_into_paper(Site&, const Visitor&, const Request&, Boards&);
Reply send_assisted(Site&, const Visitor&, const Request&, Boards&);
Reply slip_page(Site&, const Visitor&, const Request&, Boards&);

// calls_page.cc: who must be told by a person, and what messages cost
Reply calls_page(Site&, const Visitor&, const Request&, Boards&);
Reply call_page(Site&, const Visitor&, const Request&, Boards&);
Reply take_call(Site&, const Visitor&, const Request&, Boards&);
Reply end_call_page(Site&, const Visitor&, const Request&, Boards&);
Reply call_slip(Site&, const Visitor&, const Request&, Boards&);
Reply messages_page(Site&, const Visitor&, const Request&, Boards&);

// check_page.cc: O3
Reply open_case(Site&, const Visitor&, const Request&, Boards&);
Reply check_page(Site&, const Visitor&, const Request&, Boards&);
Reply accept_case(Site&, const Visitor&, const Request&, Boards&);
Reply return_case(Site&, const Visitor&, const Request&, Boards&);
Reply reject_case(Site&, const Visitor&, const Request&, Boards&);
Reply pass_case(Site&, const Visitor&, const Request&, Boards&);
Reply check_identity(Site&, const Visitor&, const Request&, Boards&);
Reply lay_aside_case(Site&, const Visitor&, const Request&, Boards&);
Reply take_up_case(Site&, const Visitor&, const Request&, Boards&);
Reply write_to_resident(Site&, const Visitor&, const Request&, Boards&);
Reply paper_picture(Site&, const Visitor&, const Request&, Boards&);

// verify_page.cc: O5
Reply verify_list(Site&, const Visitor&, const Request&, Boards&);
Reply verify_page(Site&, const Visitor&, const Request&, Boards&);
Reply verify_case(Site&, const Visitor&, const Request&, Boards&);
Reply ask_visit(Site&, const Visitor&, const Request&, Boards&);
Reply send_back_case(Site&, const Visitor&, const Request&, Boards&);
Reply confirm_rejection(Site&, const Visitor&, const Request&, Boards&);
Reply decline_rejection(Site&, const Visitor&, const Request&, Boards&);

// print_pages.cc: P1, P2
Reply print_list(Site&, const Visitor&, const Request&, Boards&);
Reply take_for_print(Site&, const Visitor&, const Request&, Boards&);
Reply take_out_of_order(Site&, const Visitor&, const Request&, Boards&);
Reply put_back_from_print(Site&, const Visitor&, const Request&, Boards&);
Reply print_page(Site&, const Visitor&, const Request&, Boards&);
Reply print_card(Site&, const Visitor&, const Request&, Boards&);
Reply spoil_in_print(Site&, const Visitor&, const Request&, Boards&);
Reply label_page(Site&, const Visitor&, const Request&, Boards&);

// stock_page.cc: P3
Reply stock_page(Site&, const Visitor&, const Request&, Boards&);
Reply receive_box(Site&, const Visitor&, const Request&, Boards&);
Reply give_to_printer(Site&, const Visitor&, const Request&, Boards&);
Reply take_back_from_printer(Site&, const Visitor&, const Request&, Boards&);
Reply destroy_spoiled(Site&, const Visitor&, const Request&, Boards&);
Reply close_stock_day(Site&, const Visitor&, const Request&, Boards&);
Reply confirm_stock(Site&, const Visitor&, const Request&, Boards&);
Reply decline_stock(Site&, const Visitor&, const Request&, Boards&);
Reply take_back_stock(Site&, const Visitor&, const Request&, Boards&);

// plan_page.cc: K1
Reply to_plan(Site&, const Visitor&, const Request&, Boards&);
Reply plan_page(Site&, const Visitor&, const Request&, Boards&);
Reply dissolve_run(Site&, const Visitor&, const Request&, Boards&);
Reply manifest_page(Site&, const Visitor&, const Request&, Boards&);  // manifest_page.cc
Reply plan_again(Site&, const Visitor&, const Request&, Boards&);
Reply fix_runs(Site&, const Visitor&, const Request&, Boards&);
Reply remove_from_run(Site&, const Visitor&, const Request&, Boards&);

// relay_page.cc: K1 during the day
Reply relay_page(Site&, const Visitor&, const Request&, Boards&);
Reply pass_rest(Site&, const Visitor&, const Request&, Boards&);
Reply take_back_rest(Site&, const Visitor&, const Request&, Boards&);
Reply add_stop_page(Site&, const Visitor&, const Request&, Boards&);
Reply add_stop(Site&, const Visitor&, const Request&, Boards&);
// move_page.cc
Reply move_page(Site&, const Visitor&, const Request&, Boards&);
Reply move_stop(Site&, const Visitor&, const Request&, Boards&);
Reply move_stop_back(Site&, const Visitor&, const Request&, Boards&);

// courier_run.cc: K2
Reply run_page(Site&, const Visitor&, const Request&, Boards&);
Reply load_run(Site&, const Visitor&, const Request&, Boards&);
Reply take_rest(Site&, const Visitor&, const Request&, Boards&);
Reply tap_break(Site&, const Visitor&, const Request&, Boards&);
// courier_door.cc: K3, K4
Reply hand_over_page(Site&, const Visitor&, const Request&, Boards&);
Reply hand_over(Site&, const Visitor&, const Request&, Boards&);
Reply failed_page(Site&, const Visitor&, const Request&, Boards&);
Reply report_failed(Site&, const Visitor&, const Request&, Boards&);
// courier_closing.cc
Reply count_run(Site&, const Visitor&, const Request&, Boards&);
Reply take_back_count(Site&, const Visitor&, const Request&, Boards&);
// courier_phone.cc: K2 to K4 without a line
Reply phone_page(Site&, const Visitor&, const Request&, Boards&);
Reply phone_sheet(Site&, const Visitor&, const Request&, Boards&);
Reply sync_phone(Site&, const Visitor&, const Request&, Boards&);
// count_pages.cc: the second person
Reply counts_page(Site&, const Visitor&, const Request&, Boards&);
Reply confirm_count(Site&, const Visitor&, const Request&, Boards&);
Reply decline_count(Site&, const Visitor&, const Request&, Boards&);
// old_cards_page.cc
Reply old_cards_page(Site&, const Visitor&, const Request&, Boards&);
Reply old_card_photo(Site&, const Visitor&, const Request&, Boards&);
Reply lay_in_drawer(Site&, const Visitor&, const Request&, Boards&);
Reply propose_destruction(Site&, const Visitor&, const Request&, Boards&);
Reply confirm_destruction(Site&, const Visitor&, const Request&, Boards&);
Reply decline_destruction(Site&, const Visitor&, const Request&, Boards&);
Reply take_back_destruction(Site&, const Visitor&, const Request&, Boards&);
// bag_pages.cc: between the office and the counters of the kelurahan
Reply bags_page(Site&, const Visitor&, const Request&, Boards&);
Reply pack_for_counter(Site&, const Visitor&, const Request&, Boards&);
Reply pack_for_office(Site&, const Visitor&, const Request&, Boards&);
Reply receive_bag(Site&, const Visitor&, const Request&, Boards&);
Reply lay_at_counter(Site&, const Visitor&, const Request&, Boards&);
// pickup_pages.cc: the counter where a card is fetched
Reply pickup_list(Site&, const Visitor&, const Request&, Boards&);
Reply pickup_page(Site&, const Visitor&, const Request&, Boards&);
Reply pickup_hand_over(Site&, const Visitor&, const Request&, Boards&);

// supervisor_page.cc: S1
Reply supervisor_page(Site&, const Visitor&, const Request&, Boards&);
Reply settle_page(Site&, const Visitor&, const Request&, Boards&);
Reply settle_dispute(Site&, const Visitor&, const Request&, Boards&);
Reply unlock_secret(Site&, const Visitor&, const Request&, Boards&);

// people_pages.cc: A2 and erasure
Reply people_page(Site&, const Visitor&, const Request&, Boards&);
Reply create_person(Site&, const Visitor&, const Request&, Boards&);
Reply deactivate_person(Site&, const Visitor&, const Request&, Boards&);
Reply erasure_page(Site&, const Visitor&, const Request&, Boards&);
Reply find_for_erasure(Site&, const Visitor&, const Request&, Boards&);
Reply erase_person(Site&, const Visitor&, const Request&, Boards&);

}  // namespace opak::web::officer
