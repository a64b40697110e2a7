#include "web/desks.h"

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
      Desk{"pimpinan", "/pimpinan", "w.desk.supervisor", {supervisor}},
      Desk{"atur", "/atur/pengguna", "w.desk.people", {admin}},
  };
  return desks;
}

}  // namespace opak::web
