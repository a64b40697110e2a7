#include "web/officer/routes.h"

#include "web/officer/handlers.h"
#include "web/page.h"

namespace opak::web {
namespace {

using namespace officer;
using access::Roles;
using enum access::Role;

// Who has no authenticator yet enrols one before anything else. The demo lets people look around first.
template <PageHandler handler>
Reply enrolled(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  if (visitor.officer && !visitor.officer->has_totp && !site.settings.demo) return see_other("/akun/kode");
  return handler(site, visitor, request, boards);
}

template <PageHandler handler>
Route see(Roles roles, std::string_view pattern) { return get_for(roles, pattern, enrolled<handler>); }
template <PageHandler handler>
Route act(Roles roles, std::string_view pattern) { return post_for(roles, pattern, enrolled<handler>); }

}  // namespace

std::vector<Route> officer_routes() {
  const Roles anyone{};
  const Roles desk{operator_, verifier, supervisor};
  const Roles verifying{verifier, supervisor};
  const Roles printing{printer, supervisor};
  const Roles at_office{operator_, verifier, printer, supervisor};
  const Roles any_counter{operator_, verifier, printer, supervisor, counter};
  const Roles lead{supervisor};
  const Roles road{courier};
  const Roles colleagues{operator_, verifier, printer, courier, supervisor};
  const Roles keeper{admin};
  return {
      get("/masuk", everyone, sign_in_page),
      post("/masuk", everyone, sign_in),
      post("/masuk/kode", everyone, sign_in_code),
      post_for(anyone, "/keluar", sign_out),
      get_for(anyone, "/akun/kode", second_factor_page),
      post_for(anyone, "/akun/kode", confirm_second_factor),
      post_for(anyone, "/akun/kode/mulai", begin_second_factor),

      see<inbox_page>(desk, "/petugas"),
      act<take_case>(desk, "/petugas/ambil"),
      act<give_back_case>(desk, "/petugas/lepas"),
      act<open_case>(desk, "/petugas/buka"),
      see<search_page>(desk, "/petugas/cari"),
      act<officer::search>(desk, "/petugas/cari"),
      act<bulk_preview>(desk, "/petugas/sekaligus"),
      act<bulk_do>(desk, "/petugas/sekaligus/jalankan"),
      see<talks_page>({operator_, supervisor}, "/petugas/percakapan"),
      act<talks_bulk_preview>({operator_, supervisor}, "/petugas/percakapan/sekaligus"),
      act<talks_bulk_do>({operator_, supervisor}, "/petugas/percakapan/sekaligus/jalankan"),
      see<talk_page>({operator_, supervisor}, "/petugas/percakapan/*"),
      act<take_talk>({operator_, supervisor}, "/petugas/percakapan/*/ambil"),
      act<officer::pass_talk>({operator_, supervisor}, "/petugas/percakapan/*/alihkan"),
      act<note_talk>({operator_, supervisor}, "/petugas/percakapan/*/catat"),
      act<talk_sign>({operator_, supervisor}, "/petugas/percakapan/*/tanda"),
      see<talk_photo>({operator_, supervisor}, "/petugas/percakapan/*/foto/*"),
      see<talk_voice>({operator_, supervisor}, "/petugas/percakapan/*/suara/*"),
      act<answer_talk>({operator_, supervisor}, "/petugas/percakapan/*/balas"),
      act<give_talk_to_machine>({operator_, supervisor}, "/petugas/percakapan/*/bot"),
      act<put_talk_away>({operator_, supervisor}, "/petugas/percakapan/*/bukan"),
      act<take_talk_back>({operator_, supervisor}, "/petugas/percakapan/*/permohonan"),
      act<form_from_talk>({operator_}, "/petugas/percakapan/*/isi/*"),
      see<canned_list>({operator_, supervisor}, "/petugas/balasan"),
      act<restore_all_canned>(lead, "/petugas/balasan/kembalikan"),
      see<canned_page>({operator_, supervisor}, "/petugas/balasan/*"),
      act<officer::save_canned>(lead, "/petugas/balasan/*"),
      act<officer::remove_canned>(lead, "/petugas/balasan/*/hapus"),
      act<officer::restore_canned>(lead, "/petugas/balasan/*/semula"),
      see<load_page>(lead, "/petugas/beban"),
      see<share_preview>(lead, "/petugas/beban/bagi"),
      act<share_out>(lead, "/petugas/beban/bagi"),
      see<free_preview>(lead, "/petugas/beban/*"),
      act<free_work>(lead, "/petugas/beban/*"),
      see<calls_page>({operator_, supervisor}, "/petugas/telepon"),
      see<call_page>({operator_, supervisor}, "/petugas/telepon/*"),
      act<officer::take_call>({operator_, supervisor}, "/petugas/telepon/*/ambil"),
      act<end_call_page>({operator_, supervisor}, "/petugas/telepon/*/hasil"),
      see<call_slip>({operator_, supervisor}, "/petugas/telepon/*/surat"),
      see<messages_page>(lead, "/pimpinan/pesan"),
      see<assisted_page>({operator_}, "/petugas/daftar/*"),
      act<begin_assisted>({operator_}, "/petugas/daftar/*"),
      see<assisted_papers_page>({operator_}, "/petugas/daftar/*/*"),
      act<send_assisted>({operator_}, "/petugas/daftar/*/*"),
      act<photo_into_paper>({operator_}, "/petugas/daftar/*/*/foto"),
      see<slip_page>({operator_, supervisor}, "/petugas/tanda-terima/*"),
      see<check_page>(desk, "/petugas/periksa/*"),
      act<accept_case>(desk, "/petugas/periksa/*/terima"),
      act<return_case>(desk, "/petugas/periksa/*/kembalikan"),
      act<reject_case>(desk, "/petugas/periksa/*/tolak"),
      act<pass_case>(desk, "/petugas/periksa/*/alihkan"),
      act<officer::check_identity>(desk, "/petugas/periksa/*/identitas"),
      act<lay_aside_case>(desk, "/petugas/periksa/*/tunda"),
      act<take_up_case>(desk, "/petugas/periksa/*/lanjut"),
      act<write_to_resident>(desk, "/petugas/periksa/*/balas"),
      see<paper_picture>(desk, "/petugas/berkas/*/*"),
      see<verify_list>(verifying, "/petugas/verifikasi"),
      see<verify_page>(verifying, "/petugas/verifikasi/*"),
      act<verify_case>(verifying, "/petugas/verifikasi/*/setujui"),
      act<officer::ask_visit>(verifying, "/petugas/verifikasi/*/hadir"),
      act<send_back_case>(verifying, "/petugas/verifikasi/*/operator"),
      act<officer::confirm_rejection>(verifying, "/petugas/verifikasi/*/tolak"),
      act<officer::decline_rejection>(verifying, "/petugas/verifikasi/*/jangan-tolak"),

      see<print_list>(printing, "/cetak"),
      act<officer::take_for_print>(printing, "/cetak/ambil"),
      act<officer::take_out_of_order>(printing, "/cetak/dahulukan"),
      see<print_page>(printing, "/cetak/*"),
      act<officer::print_card>(printing, "/cetak/*"),
      act<spoil_in_print>(printing, "/cetak/*/rusak"),
      act<officer::put_back_from_print>(printing, "/cetak/*/kembali"),
      see<label_page>(printing, "/cetak/*/label"),
      see<stock_page>(printing, "/blangko"),
      act<officer::receive_box>(printing, "/blangko/terima"),
      act<officer::give_to_printer>(printing, "/blangko/beri"),
      act<officer::take_back_from_printer>(printing, "/blangko/tarik"),
      act<destroy_spoiled>(printing, "/blangko/musnah"),
      act<officer::close_stock_day>(printing, "/blangko/hitung"),
      act<officer::confirm_stock>(printing, "/blangko/setuju"),
      act<officer::decline_stock>(printing, "/blangko/tidak"),
      act<officer::take_back_stock>(printing, "/blangko/batal"),

      see<to_plan>(lead, "/antaran"),
      see<plan_page>(lead, "/antaran/rencana"),
      act<plan_again>(lead, "/antaran/rencana"),
      act<fix_runs>(lead, "/antaran/tetapkan"),
      act<officer::remove_from_run>(lead, "/antaran/keluarkan"),
      act<officer::dissolve_run>(lead, "/antaran/batalkan"),
      see<manifest_page>({courier, supervisor}, "/antaran/*/daftar"),
      see<relay_page>(lead, "/antaran/*/alihkan"),
      act<officer::pass_rest>(lead, "/antaran/alihkan"),
      act<officer::take_back_rest>(lead, "/antaran/alihkan/batal"),
      see<move_page>(lead, "/antaran/*/pindah"),
      act<officer::move_stop>(lead, "/antaran/pindah"),
      act<officer::move_stop_back>(lead, "/antaran/pindah/batal"),
      see<add_stop_page>(lead, "/antaran/*/tambah"),
      act<officer::add_stop>(lead, "/antaran/tambah"),
      see<run_page>(road, "/antar"),
      see<phone_page>(road, "/antar/jalan"),
      see<phone_sheet>(road, "/antar/lembar"),
      act<sync_phone>(road, "/antar/sinkron"),
      act<officer::load_run>(road, "/antar/muat"),
      act<officer::count_run>(road, "/antar/tutup"),
      act<officer::take_rest>(road, "/antar/ambil"),
      act<officer::tap_break>(road, "/antar/istirahat"),
      act<officer::take_back_count>(road, "/antar/hitungan/batal"),
      see<counts_page>(colleagues, "/antar/hitungan"),
      act<confirm_count>(colleagues, "/antar/hitungan/setuju"),
      act<officer::decline_count>(colleagues, "/antar/hitungan/tidak"),
      see<old_cards_page>(colleagues, "/kartu-lama"),
      see<officer::old_card_photo>(colleagues, "/kartu-lama/*/foto"),
      act<officer::lay_in_drawer>(at_office, "/kartu-lama/laci"),
      act<officer::propose_destruction>(at_office, "/kartu-lama/musnah"),
      act<officer::confirm_destruction>(colleagues, "/kartu-lama/setuju"),
      act<officer::decline_destruction>(colleagues, "/kartu-lama/tidak"),
      act<officer::take_back_destruction>(colleagues, "/kartu-lama/batal"),
      see<hand_over_page>(road, "/antar/*/serahkan"),
      act<officer::hand_over>(road, "/antar/*/serahkan"),
      see<failed_page>(road, "/antar/*/gagal"),
      act<report_failed>(road, "/antar/*/gagal"),
      see<bags_page>({operator_, verifier, printer, courier, supervisor, counter}, "/tas"),
      act<officer::pack_for_counter>(colleagues, "/tas/kirim"),
      act<officer::pack_for_office>({courier, supervisor, counter}, "/tas/bawa"),
      act<officer::receive_bag>(any_counter, "/tas/terima"),
      act<lay_at_counter>({counter}, "/tas/laci"),
      see<pickup_list>(any_counter, "/loket/ambil"),
      see<pickup_page>(any_counter, "/loket/ambil/*"),
      act<pickup_hand_over>(any_counter, "/loket/ambil/*"),

      see<supervisor_page>(lead, "/pimpinan"),
      see<settle_page>(lead, "/pimpinan/sengketa/*"),
      act<officer::settle_dispute>(lead, "/pimpinan/sengketa/*"),
      act<officer::unlock_secret>(lead, "/pimpinan/buka-kunci"),
      see<people_page>(keeper, "/atur/pengguna"),
      act<create_person>(keeper, "/atur/pengguna"),
      act<deactivate_person>(keeper, "/atur/pengguna/nonaktif"),
      see<erasure_page>(keeper, "/atur/hapus-data"),
      act<find_for_erasure>(keeper, "/atur/hapus-data/cari"),
      act<erase_person>(keeper, "/atur/hapus-data"),
  };
}

}  // namespace opak::web
