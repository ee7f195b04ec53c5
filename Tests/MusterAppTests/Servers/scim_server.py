"""scim2-server that ends with the program that started it: when its standard input ends."""
import os
import sys
import threading

from scim2_server.testserver.cli import main


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
sys.exit(main())
