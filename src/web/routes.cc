// Every address of the product on one page, each with who may use it.
#include "web/channel_routes.h"
#include "web/demo/routes.h"
#include "web/officer/routes.h"
#include "web/resident/resident.h"
#include "web/site.h"

namespace opak::web {
namespace {

constexpr Who resident = Who::resident;

std::vector<Route> resident_routes() {
  return {
      // W1 and what stands in the foot
      get("/", everyone, home),
      get("/bantuan", everyone, help_page),
      get("/data-pribadi", everyone, own_data_page),
      get("/pengaduan", everyone, complaint_page),
      get("/transparansi", everyone, transparency_page),
      get("/sehat", everyone, health),
      get("/metrics", everyone, metrics),  // This machine only.
      get("/robots.txt", everyone, robots),
      get("/luring.js", everyone, kept_lists_script),

      // W2
      get("/urus/ktp", everyone, choose_service),
      get("/urus/ktp/*", everyone, before_start),

      // A number confirmed by code
      get("/nomor", everyone, ask_number),
      post("/nomor", everyone, send_code),
      get("/kode", everyone, ask_code),
      post("/kode", everyone, check_code_page),
      post("/kode/ulang", everyone, send_code_again),

      // W3 to W5, W10: only the number that began a draft sees it
      get("/urus/ktp/*/mulai", resident, first_page),
      post("/urus/ktp/*/mulai", resident, begin),
      get("/isian/*/*", resident, draft_page),
      post("/isian/*/*", resident, save_draft_page),
      get("/isian/*/*/*", resident, paper_page),
      post("/isian/*/*/*", resident, save_paper_page),
      post("/isian/*/*/*/hapus", resident, remove_paper_page),
      get("/isian/*/foto/*", resident, own_photo),
      post("/isian/*/hapus", resident, delete_draft_page),
      get("/lanjut", resident, drafts),
      post("/lanjut/keluar", resident, leave),

      // W7, and W8 for who knows number and four digits
      get("/lacak", everyone, track),
      post("/lacak", everyone, find_by_number),
      get("/lacak/*", everyone, status_by_number),
      get("/alir/lacak/*", everyone, stream_by_number),

      // W6, W8, W9 for the holder of the secret link: the token in the address is the key
      get("/s/*/*", everyone, status_by_link),
      get("/alir/s/*/*", everyone, stream_by_link),
      get("/s/*/*/terkirim", everyone, sent),
      get("/s/*/*/tanda-terima", everyone, receipt_sheet),
      get("/s/*/*/bukti.tlog-proof", everyone, receipt_proof),
      get("/s/*/*/kalender.ics", everyone, calendar_file),
      get("/s/*/*/perbaiki", everyone, repair),
      post("/s/*/*/perbaiki", everyone, send_repair),
      get("/s/*/*/alamat", everyone, address),
      post("/s/*/*/alamat", everyone, save_address),
      get("/s/*/*/jadwal", everyone, schedule),
      post("/s/*/*/jadwal", everyone, save_schedule),
      get("/s/*/*/pintu", everyone, door_photo),
      get("/s/*/*/ambil", everyone, confirm_pickup),
      post("/s/*/*/ambil", everyone, save_pickup),
      get("/s/*/*/kabar", everyone, tell_by_page),
      post("/s/*/*/kabar", everyone, save_tell_by),
      get("/s/*/*/tidak-di-rumah", everyone, not_home),
      post("/s/*/*/tidak-di-rumah", everyone, say_not_home),
      get("/s/*/*/di-rumah", everyone, home_again),
      post("/s/*/*/di-rumah", everyone, say_home_again),
      get("/s/*/*/batal", everyone, confirm_withdraw),
      post("/s/*/*/batal", everyone, save_withdraw),
      get("/s/*/*/bukan-saya", everyone, not_received),
      post("/s/*/*/bukan-saya", everyone, save_not_received),
      get("/s/*/*/nilai", everyone, rating),
      post("/s/*/*/nilai", everyone, save_rating),
      get("/bukan-saya/*/*", everyone, alarm),
      post("/bukan-saya/*/*", everyone, raise_alarm),

      // The public record
      get("/log/**", everyone, log_file),
      get("/log-publik", everyone, check_record),
      post("/log-publik", everyone, check_receipt),
  };
}

}  // namespace

std::vector<Route> all_routes() {
  auto routes = resident_routes();
  for (const auto& more : {officer_routes(), demo_routes(), channel_routes()}) routes.insert(routes.end(), more.begin(), more.end());
  return routes;
}

}  // namespace opak::web
