// Makes the weights of the understanding from labelled messages, when the program is built (cmake/understanding_trainer.cc); never while serving.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intake/understanding.h"

namespace opak::intake {

struct Labelled {
  std::string text;
  Intent intent = Intent::other;
  std::string language = {};  // "id", "su", "jv"; "" not told.
};

// Lines of "text<TAB>label" or "text<TAB>label<TAB>language". REQUIRES: each label is one of the 18.
std::vector<Labelled> read_labelled(std::string_view tsv);

// Support vectors, one intent against the others, found by dual coordinate descent in a fixed order: the same messages give the same
// bytes. How sharp the scores are, and from which sureness a levy, a stop and a call for a person are heard, is learnt by
// guessing each third of the messages from the other two.
Bytes train(const std::vector<Labelled>& messages);

// Each message guessed by weights that have never seen it: fold i of `folds` is every folds-th message from i on.
std::vector<Guess> guessed_unseen(const std::vector<Labelled>& messages, std::size_t folds);

}  // namespace opak::intake
