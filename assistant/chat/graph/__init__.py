"""What WhatsApp and Messenger share: Meta's Graph API, and how its webhooks are signed.

settings    what both are configured with        signature   who may speak to the webhook
reading     JSON that nobody vouches for         errors      what the platform's error codes mean
client      requests, and what became of them    files       fetching a file from the platform's hosts alone
checking    whether token and webhook are good
"""
