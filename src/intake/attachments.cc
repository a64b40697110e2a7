#include "intake/attachments.h"

#include <map>
#include <memory>
#include <mutex>

#include "intake/chain.h"
#include "office/apply_for.h"
#include "office/slow.h"
#include "paper/photo.h"

namespace opak::intake {
namespace {

constexpr int threads_count = 2;
constexpr std::size_t waiting_max = 32;
constexpr int of_one_subject_max = 3;  // Waiting or at work: one number cannot hold up everybody's photos.

std::mutex worker_mutex;
std::unique_ptr<office::SlowWork> worker;

// Whose files are on the table. Counted from the moment they came until they are kept or refused.
class Place {
 public:
  static std::shared_ptr<Place> of(const std::string& subject) {
    std::lock_guard lock(mutex_);
    if (taken_[subject] >= of_one_subject_max) return nullptr;
    ++taken_[subject];
    return std::shared_ptr<Place>(new Place(subject));
  }
  ~Place() {
    std::lock_guard lock(mutex_);
    if (const auto mine = taken_.find(subject_); --mine->second == 0) taken_.erase(mine);
  }
  Place(const Place&) = delete;

 private:
  explicit Place(std::string subject) : subject_(std::move(subject)) {}
  static inline std::mutex mutex_;
  static inline std::map<std::string, int> taken_;
  const std::string subject_;
};

bool put(bool threaded, std::function<void()> work) {
  if (!threaded) {
    work();
    return true;
  }
  std::lock_guard lock(worker_mutex);
  if (!worker) worker = std::make_unique<office::SlowWork>(threads_count, waiting_max);
  return worker->put(std::move(work));
}

std::string joined_hints(const std::vector<std::string>& hints) {
  std::string all;
  for (const auto& hint : hints) all += (all.empty() ? "paper.hint." : " paper.hint.") + hint;
  return all;
}

Later<office::Answer> keep(office::Office& office, std::string subject, paper::Photo photo, const office::Asked& asked) {
  const auto hints = joined_hints(photo.hints);
  const auto bytes = std::to_string(photo.jpeg.size());
  return office::keep_document(office, {std::move(subject), std::move(photo.jpeg)}, asked).then([hints, bytes](const office::Answer& answer) {
    const auto* kept = office::done(answer);
    if (kept == nullptr) return answer;
    return office::Answer{office::Done{{{"document", kept->word("document")}, {"hints", hints}, {"bytes", bytes}}}};
  });
}

}  // namespace

Later<office::Answer> clean_and_keep(office::Office& office, std::string subject, Bytes file, const office::Asked& asked) {
  Later<office::Answer> later;
  const auto place = Place::of(subject);
  if (!place) return Later<office::Answer>::ready(Refusal{"paper.not_now"});
  const bool taken = put(office.settings().threaded, [&office, subject, file = std::move(file), asked, later, place]() mutable {
    auto photo = paper::clean_photo(office.world().child, file);
    if (!photo) return later.answer(photo.error());
    keep(office, std::move(subject), *std::move(photo), asked).when_ready([later, place](const office::Answer& answer) { later.answer(answer); });
  });
  if (!taken) return Later<office::Answer>::ready(Refusal{"paper.not_now"});
  return later;
}

void finish_attachments() {
  std::unique_ptr<office::SlowWork> old;
  {
    std::lock_guard lock(worker_mutex);
    old = std::move(worker);
  }
  if (old) old->stop();
}

}  // namespace opak::intake
