"""A mail server of another make (aiosmtpd) for smtp_second_test.cc: says its port, then each letter it took as a line of JSON, read by Python's own
e-mail library. Words: MOOD [CERTIFICATE KEY]; with a certificate it wants STARTTLS and a password first. Ends with its standard input."""
import asyncio, email, email.policy, json, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult

mood = sys.argv[1]


class Handler:
    refused = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if mood == "refuses":
            return "550 5.1.1 no such mailbox"
        if mood == "greylists" and address not in self.refused:
            self.refused.add(address)
            return "451 4.7.1 greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if mood == "hangs_up":
            server.transport.abort()
            return "250 never heard"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(json.dumps({
            "sender": envelope.mail_from, "to": ",".join(envelope.rcpt_tos), "tls": session.ssl is not None, "login": str(session.auth_data or ""),
            "subject": message["Subject"], "text": message.get_content(), "from_line": message["From"], "to_line": message["To"], "id": message["Message-ID"],
            "date": message["Date"].datetime.isoformat(), "automatic": message["Auto-Submitted"], "type": message.get_content_type(), "charset": message.get_content_charset(),
            "faults": ",".join(type(fault).__name__ for fault in message.defects), "longest_line": max(len(line) for line in envelope.content.split(b"\r\n")),
        }), flush=True)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = mechanism in ("PLAIN", "LOGIN") and data.login == b"kota" and data.password == "rahasia énjing".encode()
    return AuthResult(success=good, handled=good, auth_data=data.login.decode() if good else None)


async def main():
    more = {}
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        more = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": authenticate}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), hostname="surat.example", loop=loop, **more), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
