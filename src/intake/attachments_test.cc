// Photos on their way in: one number cannot hold up everybody's, and a queue that is full says so at once.
#include "intake/attachments.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <latch>
#include <vector>

#include "office/office_on_disk.h"

namespace opak::intake {
namespace {

using office::Answer;

// Reads nothing until the gate opens; then finds every file damaged.
class AttachmentsTest : public testing::Test {
 protected:
  AttachmentsTest() {
    std::string name = std::filesystem::temp_directory_path() / "opak-photos-XXXXXX";
    folder = ::mkdtemp(name.data());
    house = std::make_unique<office::OfficeOnDisk>(folder, office::OfficeSettings{.threaded = true});
    house->child = ScriptedChild([this](const std::vector<std::string>&, ByteView) -> Result<ChildRun> {
      gate.wait();
      return ChildRun{.exit_code = 3, .out = "paper.damaged"};
    });
  }
  ~AttachmentsTest() override {
    finish_attachments();
    house.reset();
    std::filesystem::remove_all(folder);
  }

  Later<Answer> send(const std::string& subject) { return clean_and_keep(*house->office, subject, "a photo", {}); }
  static std::string refusal(const Later<Answer>& later) {
    const auto* refused = office::refused(later.wait());
    return refused ? refused->key : "";
  }

  std::latch gate{1};
  std::string folder;
  std::unique_ptr<office::OfficeOnDisk> house;
};

}  // namespace

TEST_F(AttachmentsTest, OneNumberHoldsThreePlacesAndTheNextPersonStillFindsOne) {
  std::vector<Later<Answer>> waiting;
  for (int i = 0; i < 3; ++i) waiting.push_back(send("contact-a"));
  EXPECT_EQ(refusal(send("contact-a")), "paper.not_now") << "said at once: the gate is still closed";
  waiting.push_back(send("contact-b"));
  gate.count_down();
  for (const auto& one : waiting) EXPECT_EQ(refusal(one), "paper.damaged") << "each was looked at";
  EXPECT_EQ(refusal(send("contact-a")), "paper.damaged") << "a place that was given back can be taken again";
}

TEST_F(AttachmentsTest, AFullQueueSaysSoAtOnce) {
  std::vector<Later<Answer>> sent;
  for (int i = 0; i < 60; ++i) sent.push_back(send("contact-" + std::to_string(i)));
  gate.count_down();
  int looked_at = 0, turned_away = 0;
  for (const auto& one : sent) (refusal(one) == "paper.damaged" ? looked_at : turned_away) += 1;
  EXPECT_GE(looked_at, 32);
  EXPECT_GE(turned_away, 20);
  EXPECT_EQ(looked_at + turned_away, 60);
}

}  // namespace opak::intake
