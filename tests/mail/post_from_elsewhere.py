"""Messages as other systems write them, with invented people and machines."""

import base64
import textwrap

US = "arshjul@alvstad.example"
BO = "bo@nordmark.example"
MESSAGE_ID = "<0123456789abcdef01234567@alvstad.example>"
UID = "7f3c2a10-1111-4222-8333-94445555aaaa@arshjul"


def as_mail(text):
    return textwrap.dedent(text).lstrip("\n").replace("\n", "\r\n").encode()


def returned(message_id=MESSAGE_ID):
    return f"""From: =?utf-8?q?=C3=84lvstads_Br=C3=A5?= <{US}>
To: Bo Ek <{BO}>
Subject: =?utf-8?q?Kallelse=3A_Trygghet_i_centrum?=
Date: Tue, 01 Dec 2026 06:30:00 +0000
Message-ID: {message_id}
Auto-Submitted: auto-generated"""


def put(text, **values):
    """Fill in a message after its indentation is gone."""
    plain = textwrap.dedent(text).lstrip("\n")
    for name, value in values.items():
        plain = plain.replace(f"[{name}]", value)
    return plain.replace("\n", "\r\n").encode()


def postfix_bounce(*, recipient=BO, message_id=MESSAGE_ID, action="failed", status="5.1.1"):
    """Return what Postfix sends back: three parts, and only the headers of ours."""
    return put(
        """
        Return-Path: <>
        From: MAILER-DAEMON@mx.alvstad.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: arshjul@alvstad.example
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="4FgH2Z0k3Yz9sV2.1764579000/mx.alvstad.example"

        This is a MIME-encapsulated message.

        --4FgH2Z0k3Yz9sV2.1764579000/mx.alvstad.example
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        This is the mail system at host mx.alvstad.example.

        --4FgH2Z0k3Yz9sV2.1764579000/mx.alvstad.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.alvstad.example
        X-Postfix-Queue-ID: 4FgH2Z0k3Yz9sV2
        Arrival-Date: Tue,  1 Dec 2026 07:30:05 +0100 (CET)

        Final-Recipient: rfc822; [recipient]
        Original-Recipient: rfc822;[recipient]
        Action: [action]
        Status: [status]
        Remote-MTA: dns; mail.nordmark.example
        Diagnostic-Code: smtp; 550 5.1.1 <[recipient]>: Recipient address rejected:
            User unknown in virtual mailbox table

        --4FgH2Z0k3Yz9sV2.1764579000/mx.alvstad.example
        Content-Description: Undelivered Message Headers
        Content-Type: text/rfc822-headers

        [returned]

        --4FgH2Z0k3Yz9sV2.1764579000/mx.alvstad.example--
        """,
        recipient=recipient,
        action=action,
        status=status,
        returned=returned(message_id),
    )


def exchange_bounce(*, subject="Unzustellbar: Kallelse: Trygghet i centrum"):
    """Return what Exchange sends back: the whole message, and words in the reader's language."""
    return put(
        """
        From: =?iso-8859-1?Q?Postmaster_f=F6r_Nordmark?= <postmaster@nordmark.example>
        To: <arshjul@alvstad.example>
        Subject: [subject]
        Date: Tue, 1 Dec 2026 06:30:09 +0000
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="b8f7c1d0-5e1e-4a52-9f3d-0c9ad3c7d4a1"
        X-MS-Exchange-Message-Is-Ndr:

        --b8f7c1d0-5e1e-4a52-9f3d-0c9ad3c7d4a1
        Content-Type: multipart/alternative; differences=Content-Type;
        \tboundary="1c3b4c0e-8b52-4d5e-8a3c-6a3f4c0b7f2e"

        --1c3b4c0e-8b52-4d5e-8a3c-6a3f4c0b7f2e
        Content-Type: text/plain; charset="us-ascii"
        Content-Transfer-Encoding: quoted-printable

        Ihre Nachricht konnte nicht zugestellt werden.

        --1c3b4c0e-8b52-4d5e-8a3c-6a3f4c0b7f2e
        Content-Type: text/html; charset="us-ascii"

        <p>Ihre Nachricht konnte nicht zugestellt werden.</p>

        --1c3b4c0e-8b52-4d5e-8a3c-6a3f4c0b7f2e--

        --b8f7c1d0-5e1e-4a52-9f3d-0c9ad3c7d4a1
        Content-Type: message/delivery-status

        Reporting-MTA: dns;EX01.nordmark.example
        Received-From-MTA: dns;mx.alvstad.example
        Arrival-Date: Tue, 1 Dec 2026 06:30:08 +0000

        Final-Recipient: rfc822;Bo@Nordmark.example
        Action: failed
        Status: 5.1.10
        Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient
         bo@nordmark.example not found by SMTP address lookup
        X-Display-Name: bo@nordmark.example

        --b8f7c1d0-5e1e-4a52-9f3d-0c9ad3c7d4a1
        Content-Type: message/rfc822

        Received: from mx.alvstad.example by EX01.nordmark.example
        [returned]
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="=_0123"

        --=_0123
        Content-Type: text/plain; charset="utf-8"

        Kallelse
        --=_0123
        Content-Type: text/calendar; charset="utf-8"; method="REQUEST"

        BEGIN:VCALENDAR
        METHOD:REQUEST
        END:VCALENDAR
        --=_0123--

        --b8f7c1d0-5e1e-4a52-9f3d-0c9ad3c7d4a1--
        """,
        subject=subject,
        returned=returned(),
    )


def gmail_bounce():
    """Return what Gmail sends back: a picture beside the words, and a long diagnosis."""
    return put(
        """
        From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
        To: arshjul@alvstad.example
        Auto-Submitted: auto-replied
        Subject: Delivery Status Notification (Failure)
        References: [message_id]
        In-Reply-To: [message_id]
        MIME-Version: 1.0
        Content-Type: multipart/report; boundary="00000000000066a1b205f0c2d6c1"; report-type=delivery-status

        --00000000000066a1b205f0c2d6c1
        Content-Type: multipart/related; boundary="00000000000066b3d805f0c2d6cb"

        --00000000000066b3d805f0c2d6cb
        Content-Type: multipart/alternative; boundary="00000000000066b3e305f0c2d6cc"

        --00000000000066b3e305f0c2d6cc
        Content-Type: text/plain; charset="UTF-8"

        ** Adressen hittades inte **

        --00000000000066b3e305f0c2d6cc--
        --00000000000066b3d805f0c2d6cb
        Content-Type: image/png; name="icon.png"
        Content-Transfer-Encoding: base64
        Content-ID: <icon.png>

        iVBORw0KGgo=
        --00000000000066b3d805f0c2d6cb--
        --00000000000066a1b205f0c2d6c1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; googlemail.example
        Arrival-Date: Mon, 30 Nov 2026 22:30:06 -0800 (PST)
        X-Original-Message-ID: [message_id]

        Final-Recipient: rfc822; bo@nordmark.example
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx.nordmark.example. (192.0.2.7, the server for the domain.)
        Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
         550-5.1.1 double-checking the recipient's email address for typos or
         550 5.1.1 unnecessary spaces.
        Last-Attempt-Date: Mon, 30 Nov 2026 22:30:07 -0800 (PST)

        --00000000000066a1b205f0c2d6c1
        Content-Type: message/rfc822

        [returned]

        Kallelse
        --00000000000066a1b205f0c2d6c1--
        """,
        returned=returned(),
        message_id=MESSAGE_ID,
    )


def calendar(
    *, uid=UID, sequence=2, attendee=BO, answer="ACCEPTED", stamp="20261201T083000Z", method="REPLY"
):
    """Return a reply's calendar file, as Outlook writes it: with a long line folded."""
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            f"METHOD:{method}",
            "PRODID:Microsoft Exchange Server 2010",
            "VERSION:2.0",
            "BEGIN:VTIMEZONE",
            "TZID:W. Europe Standard Time",
            "BEGIN:STANDARD",
            "DTSTART:16010101T030000",
            "TZOFFSETFROM:+0200",
            "TZOFFSETTO:+0100",
            "END:STANDARD",
            "END:VTIMEZONE",
            "BEGIN:VEVENT",
            f'ATTENDEE;PARTSTAT={answer};CN="Ek, Bo;',
            f'  polisen":mailto:{attendee}',
            "COMMENT;LANGUAGE=sv-SE:Jag kommer\\nlite sent",
            f"UID:{uid}",
            "SUMMARY;LANGUAGE=sv-SE:Accepterat: Älvstads Brå: Trygghet i centrum",
            "DTSTART;TZID=W. Europe Standard Time:20261208T150000",
            "DTEND;TZID=W. Europe Standard Time:20261208T163000",
            "PRIORITY:5",
            f"DTSTAMP:{stamp}",
            f"SEQUENCE:{sequence}",
            "X-MICROSOFT-CDO-APPT-SEQUENCE:0",
            "BEGIN:VALARM",
            "UID:not-the-meeting",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


def outlook_reply(*, sender=BO, subject="=?utf-8?B?QWNjZXB0ZXJhdDogVHJ5Z2doZXQ=?=", **facts):
    body = base64.encodebytes(calendar(**facts).encode()).decode().strip()
    return put(
        """
        From: "Ek, Bo" <[sender]>
        To: =?utf-8?Q?=C3=84lvstads_Br=C3=A5?= <arshjul@alvstad.example>
        Subject: [subject]
        Message-ID: <AM0PR0201MB1234@nordmark.example>
        MIME-Version: 1.0
        Content-Type: multipart/alternative;
        \tboundary="_002_AM0PR0201MB1234_"

        --_002_AM0PR0201MB1234_
        Content-Type: text/plain; charset="iso-8859-1"
        Content-Transfer-Encoding: quoted-printable

        Jag kommer p=E5 m=F6tet

        --_002_AM0PR0201MB1234_
        Content-Type: text/calendar; charset="utf-8"; method=REPLY
        Content-Transfer-Encoding: base64

        [body]

        --_002_AM0PR0201MB1234_--
        """,
        sender=sender,
        subject=subject,
        body=body,
    )


def google_reply(**facts):
    """Return a reply with the calendar twice: as an alternative, and as a file beside it."""
    body = calendar(**facts)
    return put(
        """
        From: Bo Ek <bo@nordmark.example>
        To: arshjul@alvstad.example
        Reply-To: Bo Ek <bo@nordmark.example>
        Sender: Google Calendar <calendar-notification@google.example>
        Auto-Submitted: auto-generated
        Subject: =?UTF-8?Q?Avb=C3=B6jt=3A_Trygghet_i_centrum?=
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="0000000000004f6ab105f0c2e0a3"

        --0000000000004f6ab105f0c2e0a3
        Content-Type: multipart/alternative; boundary="0000000000004f6aae05f0c2e0a1"

        --0000000000004f6aae05f0c2e0a1
        Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes
        Content-Transfer-Encoding: base64

        Qm8gRWs=
        --0000000000004f6aae05f0c2e0a1
        Content-Type: text/calendar; charset="UTF-8"; method=REPLY
        Content-Transfer-Encoding: 8bit

        [body]
        --0000000000004f6aae05f0c2e0a1--

        --0000000000004f6ab105f0c2e0a3
        Content-Type: application/ics; name="invite.ics"
        Content-Disposition: attachment; filename="invite.ics"
        Content-Transfer-Encoding: base64

        QkVHSU46VkNBTEVOREFS
        --0000000000004f6ab105f0c2e0a3--
        """,
        body=body.replace("\r\n", "\n"),
    )


def apple_reply(**facts):
    """Return a reply whose calendar is the only part, and wrong about its letters."""
    return put(
        """
        From: BO@NORDMARK.EXAMPLE
        To: arshjul@alvstad.example
        Subject: Bo Ek har tackat ja: Trygghet i centrum
        MIME-Version: 1.0
        Content-Type: text/calendar; charset=x-mac-nordic; method=REPLY
        Content-Transfer-Encoding: 8bit

        [body]
        """,
        body=calendar(**facts).replace("\r\n", "\n"),
    )
