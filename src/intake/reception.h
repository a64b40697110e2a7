// The reception: one message of one person, from the door to the answer in the outbox.
//
// The dialogue says what to do; each wish is carried out under a key made of the message's own, so that a message which is
// received again after a crash does nothing twice. Conversation, lines, replies and `closing` (where the channel marks the message
// as done) are one last commit: all of it, or the message comes again.
#pragma once

#include <functional>

#include "intake/conversations.h"

namespace opak::intake {

struct Received {
  Personal<vault::Fields> card;  // "phone" (+62...), "bsuid", "name": what the channel knows of the sender.
  Incoming incoming;
  Bytes photo;                   // Of a photo; the sound of a voice message.
  Moment said_at;
  std::string key;               // The same for the same message, whenever it comes.
};

// Sound of a kind that can be kept for an officer's ear. What is not goes on as a broken_voice.
bool is_voice(ByteView file);

// Blocks; never on a network thread or the clerk's. Failure: nothing is closed, try again later.
Result<void> receive(office::Office&, const Understanding&, const Received&, const std::function<void(office::Book&)>& closing);

}  // namespace opak::intake
