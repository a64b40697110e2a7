// Makes the weights of the understanding from labelled messages. Used by its test, which also rewrites
// assets/understanding.bin when asked to (see understanding_test.cc); never while serving.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intake/understanding.h"

namespace opak::intake {

struct Labelled {
  std::string text;
  Intent intent = Intent::other;
};

// Lines of "text<TAB>label". REQUIRES: each label is one of the 18.
std::vector<Labelled> read_labelled(std::string_view tsv);

// Multinomial logistic regression, AdaGrad, a fixed order: the same messages give the same weights.
Bytes train(const std::vector<Labelled>& messages);

// The mean over the 18 intents of the harmonic mean of precision and recall; intents nobody asked for are left out.
double macro_f1(const std::vector<std::pair<Intent, Intent>>& truth_and_guess);

}  // namespace opak::intake
