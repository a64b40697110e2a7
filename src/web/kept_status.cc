#include "web/kept_status.h"

namespace opak::web {
namespace {

constexpr std::size_t case_bytes = 4 * 1024;  // About: a state, a timeline of ten lines, two short texts.

}  // namespace

std::shared_ptr<const SeenCase> KeptStatus::find_case(std::string_view application, const office::Freshness& freshness, int thread) {
  auto& mine = part(thread);
  std::lock_guard lock(mine.mutex);
  const auto* found = mine.cases.find(application);
  return found && freshness.is_fresh(application, (*found)->stamp) ? *found : nullptr;
}

void KeptStatus::keep_case(std::shared_ptr<const SeenCase> seen, int thread) {
  auto& mine = part(thread);
  const std::string_view application = seen->one.id;
  std::lock_guard lock(mine.mutex);
  mine.cases.put(application, std::move(seen), case_bytes);
}

std::optional<net::Response> KeptStatus::find_page(std::string_view key, Day today, const office::Freshness& freshness, int thread) {
  auto& mine = part(thread);
  std::lock_guard lock(mine.mutex);
  const auto* found = mine.pages.find(key);
  if (!found || found->day != today || !freshness.is_fresh(found->application, found->stamp)) return std::nullopt;
  return found->response;
}

void KeptStatus::keep_page(std::string_view key, Page page, int thread) {
  auto& mine = part(thread);
  const auto bytes = page.response.content().size() * 4 / 3 + 2048;  // With the packed form and the headers.
  std::lock_guard lock(mine.mutex);
  mine.pages.put(key, std::move(page), bytes);
}

}  // namespace opak::web
