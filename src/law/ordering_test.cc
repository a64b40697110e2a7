#include "law/ordering.h"

#include <gtest/gtest.h>

namespace opak::law {
namespace {

const Day today = *day_of(2026, 11, 23);

TEST(PrintOrder, PutsFirstCardsBeforeReplacements) {
  EXPECT_TRUE(prints_before({CardKind::first, 900}, {CardKind::replacement, 1}, today));
  EXPECT_FALSE(prints_before({CardKind::replacement, 1}, {CardKind::first, 900}, today));
}

TEST(PrintOrder, IsTheOrderOfEntryAmongEquals) {
  EXPECT_TRUE(prints_before({CardKind::replacement, 1}, {CardKind::replacement, 2}, today));
  EXPECT_FALSE(prints_before({CardKind::replacement, 2}, {CardKind::replacement, 2}, today));
}

TEST(PrintOrder, NamesTheRuleThatHolds) {
  EXPECT_EQ(print_order_rule(today).valid_from, *day_of(2022, 11, 15));
  EXPECT_FALSE(print_order_rule(today).source.empty());
}

}  // namespace
}  // namespace opak::law
