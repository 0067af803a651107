"""The only code that opens a connection: to targets through the gate, to configured servers (outbound)."""
