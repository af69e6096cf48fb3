"""The engine to other people's programs: HTTP, the protocol of OpenAI's chat models, and MCP."""
