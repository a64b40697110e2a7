#include <iostream>

#include "commands/words.h"

int main(int count, char** words) {
  opak::commands::Terminal terminal{std::cin, std::cout, std::cerr};
  return opak::commands::run(count, words, terminal);
}
