"""Returned mails and complaints, as mail servers of several makes write them."""

from __future__ import annotations

POSTFIX = """\
Return-Path: <>
Delivered-To: {to}
Date: Sat, 29 Mar 2025 10:00:00 +0000 (UTC)
From: MAILER-DAEMON@mx.longstop.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4Z7.1743242400/mx.longstop.example"
Message-Id: <20250329100000.4Z7@mx.longstop.example>

This is a MIME-encapsulated message.

--4Z7.1743242400/mx.longstop.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.longstop.example.

<reader@readers.example>: host mx.readers.example[192.0.2.1] said: {said}

--4Z7.1743242400/mx.longstop.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.longstop.example
X-Postfix-Queue-ID: 4Z7
X-Postfix-Sender: rfc822; {to}
Arrival-Date: Sat, 29 Mar 2025 09:59:00 +0000 (UTC)

Final-Recipient: rfc822; reader@readers.example
Original-Recipient: rfc822;reader@readers.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.readers.example
Diagnostic-Code: smtp; {said}

--4Z7.1743242400/mx.longstop.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <{to}>
Message-ID: <{key}@longstop.example>
Subject: In 7 days: The pause ends
To: reader@readers.example

The body.

--4Z7.1743242400/mx.longstop.example--
"""

EXIM = """\
Return-path: <>
Envelope-to: {to}
Date: Sat, 29 Mar 2025 10:00:00 +0000
X-Failed-Recipients: reader@readers.example
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.longstop.example>
To: {to}
Content-Type: multipart/report; report-type=delivery-status; boundary=1743242400-eximdsn-1
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1tyT1-0001-AB@mx.longstop.example>

--1743242400-eximdsn-1
Content-type: text/plain; charset=us-ascii

A message that you sent could not be delivered to one or more of its recipients.

  reader@readers.example
    host mx.readers.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<reader@readers.example>:
    550 5.1.1 No such user here

--1743242400-eximdsn-1
Content-type: message/delivery-status

Reporting-MTA: dns; mx.longstop.example

Action: failed
Final-Recipient: rfc822;reader@readers.example
Status: 5.0.0
Remote-MTA: dns; mx.readers.example
Diagnostic-Code: smtp; 550 5.1.1 No such user here

--1743242400-eximdsn-1
Content-type: message/rfc822

Message-ID: <{key}@longstop.example>
Subject: In 7 days: The pause ends

The body.

--1743242400-eximdsn-1--
"""

EXIM_PLAIN = """\
Return-path: <>
X-Failed-Recipients: reader@readers.example
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.longstop.example>
To: longstop@longstop.example
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1tyT1-0002-AB@mx.longstop.example>

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  reader@readers.example
    550 Unrouteable address

------ This is a copy of the message, including all the headers. ------

Message-ID: <{key}@longstop.example>
Subject: In 7 days: The pause ends
"""

GMAIL = """\
Delivered-To: longstop@longstop.example
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: longstop@longstop.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <{key}@longstop.example>
In-Reply-To: <{key}@longstop.example>
Message-ID: <67e7d0.0a0b@mx.google.com>
Date: Sat, 29 Mar 2025 03:00:00 -0700 (PDT)
Content-Type: multipart/report; boundary="00000000000012ab"; report-type=delivery-status

--00000000000012ab
Content-Type: text/plain; charset="UTF-8"

** Address not found **

--00000000000012ab
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Sat, 29 Mar 2025 02:59:58 -0700 (PDT)
X-Original-Message-ID: <{key}@longstop.example>

Final-Recipient: rfc822; reader@gmail.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; gmail-smtp-in.l.google.com. (192.0.2.27, the server for the domain gmail.example.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
 550-5.1.1 double-checking the recipient's email address for typos or
 550 5.1.1 unnecessary spaces.
Last-Attempt-Date: Sat, 29 Mar 2025 02:59:59 -0700 (PDT)

--00000000000012ab
Content-Type: text/rfc822-headers

Message-ID: <{key}@longstop.example>
Subject: In 7 days: The pause ends

--00000000000012ab--
"""

COMPLAINT = """\
From: <abuse@provider.example>
Date: Sat, 29 Mar 2025 12:00:00 +0000
Subject: Abuse report
To: {to}
Message-ID: <8787KJKJ3K4J3K4J3K4J3.mail@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part1_13d.2e68ed54_boundary"

--part1_13d.2e68ed54_boundary
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report for a message received from 192.0.2.2.

--part1_13d.2e68ed54_boundary
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <{to}>
Source-IP: 192.0.2.2

--part1_13d.2e68ed54_boundary
Content-Type: message/rfc822
Content-Disposition: inline

Message-ID: <{key}@longstop.example>
From: <alerts@longstop.example>
Subject: In 7 days: The pause ends

The body.

--part1_13d.2e68ed54_boundary--
"""
