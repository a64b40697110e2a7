// understanding_trainer EXAMPLES.tsv WEIGHTS.bin: run once when the program is built.
#include <fstream>
#include <iostream>
#include <iterator>

#include "intake/understanding_training.h"

int main(int count, char** words) {
  if (count != 3) {
    std::cerr << "Use: understanding_trainer EXAMPLES.tsv WEIGHTS.bin\n";
    return 2;
  }
  std::ifstream in(words[1], std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto messages = opak::intake::read_labelled(text);
  if (messages.empty()) {
    std::cerr << "no examples in " << words[1] << "\n";
    return 1;
  }
  const auto weights = opak::intake::train(messages);
  std::ofstream out(words[2], std::ios::binary);
  out.write(weights.data(), static_cast<std::streamsize>(weights.size()));
  return out.flush() ? 0 : 1;
}
