// O3's own parts: what is on the table, and the forms of its right side. The page itself is check_page.cc.
#pragma once

#include "web/officer/desk.h"

namespace opak::web::officer::checking {

struct View {
  std::string paper;   // The one on the table.
  int turned = 0;      // 0, 90, 180, 270.
  int zoom = 1;        // 1 to 3.
  std::string want;    // "perbaikan", "tolak", "alihkan", "tunda": the form that is open.
  std::vector<application::Ask> asks;  // Chosen so far in the form that asks for a repair.
  bool beside = false;  // The paper on the table stands beside another one.
};

View view_of(const Request& request);
// What a repair's form or its address carries: "lagi" holds what was chosen before, "alasan" and "untuk" one thing more.
std::vector<application::Ask> chosen_asks(std::string_view before, std::string_view reason, std::string_view about);
std::string asks_text(const std::vector<application::Ask>& asks);
std::string address(std::string_view number, const View& view);  // This page with this on the table.
View wanting(View view, std::string_view want);
std::string paper_title(const Page& page, const application::State& state, std::string_view key);
void key_link(Page& page, const std::string& path, std::string_view words, std::string_view key);

// check_table.cc: the middle.
void paper_table(Page& page, const Case& item, const View& view);

// paper_readings.cc: what a machine read on one paper, beside what was written. Proposes, never decides.
void reading_of_paper(Page& page, const Case& item, const std::string& paper, const office::FileOpened& file);

// check_forms.cc: the right side.
void banners(Page& page, Boards& boards, const Case& item);
void identity_note(Page& page, Boards& boards, const Case& item);  // Who made sure of the person, how and when; nothing before that.
void open_form(Page& page, const Case& item, const View& view, const Trouble& trouble);  // The one that was asked for, if any.
void identity_form(Page& page, const Case& item, const Trouble& trouble);
void checklist_and_accept(Page& page, const Case& item, const View& view, const Trouble& trouble);
void reply_form(Page& page, const Case& item, const Trouble& trouble);
void holding(Page& page, const Case& item);

}  // namespace opak::web::officer::checking
