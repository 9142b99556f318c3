"""The independent truth: NumPy forwards (`forward`), PyTorch (`oracle`), its recorded answers (`recorded`)."""
