#include "web/desks.h"

#include <algorithm>
#include <array>

namespace opak::web {

std::span<const Desk> all_desks() {
  using enum access::Role;
  static const std::array desks{
      Desk{"kotak", "/petugas", "w.desk.inbox", {operator_, verifier, supervisor}},
      Desk{"cetak", "/cetak", "w.desk.print", {printer, supervisor}},
      Desk{"blangko", "/blangko", "w.desk.stock", {printer, supervisor}},
      Desk{"antaran", "/antaran", "w.desk.delivery", {supervisor}},
      Desk{"antar", "/antar", "w.desk.run", {courier}},
      Desk{"tas", "/tas", "w.desk.counters", {operator_, verifier, printer, courier, supervisor, counter}},
      Desk{"pimpinan", "/pimpinan", "w.desk.supervisor", {supervisor}},
      Desk{"atur", "/atur/pengguna", "w.desk.people", {admin}},
  };
  return desks;
}

bool is_list_of_the_day(std::string_view path) {
  static constexpr std::array lists = {std::string_view("/petugas"), std::string_view("/petugas/verifikasi"), std::string_view("/cetak"), std::string_view("/blangko"), std::string_view("/antaran"),
                                       std::string_view("/antaran/rencana"), std::string_view("/antar"), std::string_view("/loket/ambil"), std::string_view("/pimpinan")};
  return std::find(lists.begin(), lists.end(), path.substr(0, path.find('?'))) != lists.end();
}

}  // namespace opak::web
