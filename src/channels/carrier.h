// A way besides WhatsApp: takes a letter to a telephone or a mailbox. The dispatcher asks it whether it can, and then to do it.
#pragma once

#include <string>
#include <string_view>

#include "office/outbox.h"
#include "office/own_data.h"

namespace opak::channels {

struct Carried {
  enum class Verdict {
    taken,
    unanswered,  // No answer: it may have gone out. Waits for a report, then goes again.
    retry,       // Later.
    give_up      // Will not arrive this way.
  };
  Verdict verdict = Verdict::unanswered;
  std::string id;    // The carrier's name for it; the same before and after an answer that was lost.
  std::string why;   // "sms_503"; never personal.
  int parts = 1;     // For the bill.
};

class Carrier {
 public:
  virtual ~Carrier() = default;
  virtual std::string_view way() const = 0;  // "sms", "email"
  virtual bool reaches(const office::Addressee&) const = 0;
  virtual Carried carry(const office::Letter&, const office::Addressee&) = 0;  // Blocks.
};

// Does this person take messages that way?
bool wants(const office::Addressee&, std::string_view way);

}  // namespace opak::channels
