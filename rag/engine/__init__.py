"""What answers need of a store, said in ports, and the stores that give it."""
